package io.logstream.functions.parse.format;

import com.google.auto.service.AutoService;
import io.logstream.functions.event.EcsField;
import io.logstream.functions.event.Event;
import io.logstream.functions.parse.CommonFields;
import io.logstream.functions.parse.Cursor;
import io.logstream.functions.parse.Format;
import io.logstream.functions.parse.ParseContext;
import io.logstream.functions.parse.ParseException;
import io.logstream.functions.parse.StreamHeader;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Values with commas, semicolons, tabs or pipes between them, of no known vendor (RFC 4180). The
 * first line whose values are all names names the columns of those that follow; common names are
 * taken for what they are ({@link CommonFields}), the rest goes under {@code csv}. Without a header
 * the columns are {@code csv.column1}, {@code csv.column2}, …
 *
 * <p>Nothing tells such a line from prose with commas, so that it is taken only where the source
 * names the format, or a header line of the stream was seen under that name.
 */
@AutoService(Format.class)
public final class Csv implements Format {

  private static final String NAME = "csv";
  private static final String SEPARATORS = ",;\t|";
  private static final int LONGEST_NAME = 64;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int fit(String line, Event outer) {
    return NONE;
  }

  @Override
  public int fit(String line, Event outer, StreamHeader header) {
    int columns = header.columns(NAME).size();
    return columns > 1 && Delimited.count(line, separator(header, line), columns) == columns - 1
        ? SYNTAX
        : NONE;
  }

  @Override
  public String parse(String line, ParseContext context, Event event) throws ParseException {
    return parse(line, context, new StreamHeader(), event);
  }

  @Override
  public String parse(String line, ParseContext context, StreamHeader header, Event event)
      throws ParseException {
    char separator = separator(header, line);
    List<String> values = Delimited.split(line, separator);
    if (values.size() < 2) {
      throw ParseException.expected(NAME, "two values or more", line, 0);
    }
    List<String> columns = header.columns(NAME);
    if (columns.isEmpty() && isHeader(values) || columns.equals(values)) {
      header.setColumns(NAME, values.stream().map(String::strip).toList());
      header.setProperty(NAME, "separator", String.valueOf(separator));
      event.set(EcsField.MESSAGE, line);
      event.vendor("csv.header", true);
      return null;
    }
    CommonFields fields = new CommonFields(NAME, context, event);
    boolean named = columns.size() == values.size();
    for (int i = 0; i < values.size(); i++) {
      String value = values.get(i).strip();
      if (!value.isEmpty()) {
        fields.text(named ? columns.get(i) : "column" + (i + 1), value);
      }
    }
    if (!event.has(EcsField.MESSAGE)) {
      event.set(EcsField.MESSAGE, line);
    }
    return null;
  }

  /** Whether the values are different names, none of them a number. */
  private static boolean isHeader(List<String> values) {
    Set<String> names = new HashSet<>();
    for (String value : values) {
      String name = value.strip();
      if (name.isEmpty()
          || name.length() > LONGEST_NAME
          || Cursor.isDigit(name.charAt(0))
          || !names.add(name)) {
        return false;
      }
      for (int i = 0; i < name.length(); i++) {
        char c = name.charAt(i);
        if (!Character.isLetterOrDigit(c) && "_-. @/()#%".indexOf(c) < 0) {
          return false;
        }
      }
    }
    return true;
  }

  /** The separator that the header had, or else the one of which the line has most. */
  private static char separator(StreamHeader header, String line) {
    String stated = header.property(NAME, "separator", "");
    if (!stated.isEmpty()) {
      return stated.charAt(0);
    }
    char best = ',';
    int most = 0;
    for (int i = 0; i < SEPARATORS.length(); i++) {
      int count = Delimited.count(line, SEPARATORS.charAt(i), 1024);
      if (count > most) {
        most = count;
        best = SEPARATORS.charAt(i);
      }
    }
    return best;
  }
}
