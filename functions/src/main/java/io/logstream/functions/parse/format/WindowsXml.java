package io.logstream.functions.parse.format;

import io.logstream.functions.parse.ParseException;
import java.io.StringReader;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads the XML of a Windows event. Neither document types nor external entities are processed. */
final class WindowsXml {

  private static final XMLInputFactory FACTORY = factory();

  private WindowsXml() {}

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    return factory;
  }

  static void read(String format, String line, WindowsParts parts) throws ParseException {
    try {
      XMLStreamReader reader = FACTORY.createXMLStreamReader(new StringReader(line));
      try {
        elements(reader, parts);
      } finally {
        reader.close();
      }
    } catch (XMLStreamException | RuntimeException e) {
      // The JDK's reader answers some damaged input with unchecked exceptions.
      String message = String.valueOf(e.getMessage());
      int newline = message.indexOf('\n');
      throw new ParseException(
          format + ": " + (newline < 0 ? message : message.substring(0, newline)));
    }
  }

  private static void elements(XMLStreamReader reader, WindowsParts parts)
      throws XMLStreamException {
    String name = "";
    String dataName = null;
    int unnamed = 0;
    boolean inData = false;
    boolean inRendering = false;
    StringBuilder text = new StringBuilder();
    while (reader.hasNext()) {
      int token = reader.next();
      if (token == XMLStreamConstants.START_ELEMENT) {
        name = reader.getLocalName();
        text.setLength(0);
        inData |= name.equals("EventData") || name.equals("UserData");
        inRendering |= name.equals("RenderingInfo");
        dataName = name.equals("Data") ? reader.getAttributeValue(null, "Name") : null;
        attributes(reader, name, parts);
      } else if (token == XMLStreamConstants.CHARACTERS || token == XMLStreamConstants.CDATA) {
        text.append(reader.getText());
      } else if (token == XMLStreamConstants.END_ELEMENT) {
        String ended = reader.getLocalName();
        String value = text.toString().strip();
        text.setLength(0);
        if (ended.equals("EventData") || ended.equals("UserData")) {
          inData = false;
        } else if (ended.equals("RenderingInfo")) {
          inRendering = false;
        } else if (!value.isEmpty()) {
          if (inData) {
            String key =
                !ended.equals("Data") ? ended : dataName != null ? dataName : "param" + ++unnamed;
            parts.data(key, value);
          } else {
            parts.part(inRendering ? "Rendered" + ended : ended, value);
          }
        }
      }
    }
  }

  private static void attributes(XMLStreamReader reader, String name, WindowsParts parts) {
    switch (name) {
      case "Provider" -> {
        parts.part("ProviderName", reader.getAttributeValue(null, "Name"));
        parts.part("ProviderGuid", reader.getAttributeValue(null, "Guid"));
      }
      case "TimeCreated" -> parts.part("TimeCreated", reader.getAttributeValue(null, "SystemTime"));
      case "Execution" -> {
        parts.part("ProcessID", reader.getAttributeValue(null, "ProcessID"));
        parts.part("ThreadID", reader.getAttributeValue(null, "ThreadID"));
      }
      case "Security" -> parts.part("UserID", reader.getAttributeValue(null, "UserID"));
      case "Correlation" -> parts.part("ActivityID", reader.getAttributeValue(null, "ActivityID"));
      default -> {}
    }
  }
}
