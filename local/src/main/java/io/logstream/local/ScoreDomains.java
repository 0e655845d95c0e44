package io.logstream.local;

import io.logstream.functions.event.JsonBytes;
import io.logstream.functions.threat.domain.DomainModel;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code logstream score-domains}: a filter from domain names to how generated they look. */
@Command(
    name = "score-domains",
    mixinStandardHelpOptions = true,
    description = {
      "Reads domain names from standard input, one a line, and writes one JSON object a name, in"
          + " order: {\"domain\":…,\"score\":…,\"generated\":…}. 0.5 is what one in a hundred"
          + " benign names exceeds.",
      "Malware that builds names out of words is seen in groups only: with --group, one object for"
          + " all names together, where 0.5 is what one in a thousand groups of ten benign names"
          + " exceeds."
    })
final class ScoreDomains implements Callable<Integer> {

  @Option(names = "--group", description = "Score all names as one group.")
  private boolean isGroup;

  @Override
  public Integer call() throws IOException {
    DomainModel model = DomainModel.trained();
    Set<String> names = new LinkedHashSet<>();
    try (BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        OutputStream out =
            new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String name = line.strip().toLowerCase(Locale.ROOT);
        if (name.isEmpty()) {
          continue;
        }
        if (isGroup) {
          names.add(name);
        } else {
          out.write(object("domain", name, model.name(name)));
        }
      }
      if (isGroup && !names.isEmpty()) {
        double score = model.group(List.copyOf(names));
        out.write(object("names", Integer.toString(names.size()), score));
      }
    }
    return 0;
  }

  private static byte[] object(String key, String value, double score) {
    return new JsonBytes(128)
        .ascii("{\"" + key + "\":")
        .string(value)
        .ascii(",\"score\":" + String.format(Locale.ROOT, "%.3f", score))
        .ascii(",\"generated\":" + (score > 0.5) + "}\n")
        .toByteArray();
  }
}
