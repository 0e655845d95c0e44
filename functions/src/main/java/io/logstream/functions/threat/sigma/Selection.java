package io.logstream.functions.threat.sigma;

import io.logstream.functions.event.Flow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A search identifier of a rule's {@code detection}: a map of fields, all of which must match, or a
 * list of such maps, any of which may.
 */
record Selection(List<List<FieldTest>> alternatives) {

  boolean matches(Flow flow) {
    for (List<FieldTest> all : alternatives) {
      if (all(all, flow)) {
        return true;
      }
    }
    return false;
  }

  private static boolean all(List<FieldTest> tests, Flow flow) {
    for (FieldTest test : tests) {
      if (!test.test(test.field().of(flow))) {
        return false;
      }
    }
    return true;
  }

  static Selection read(String where, Object yaml) throws SigmaException {
    List<List<FieldTest>> alternatives = new ArrayList<>();
    for (Object item : yaml instanceof List<?> list ? list : List.of(yaml)) {
      if (!(item instanceof Map<?, ?> fields)) {
        throw SigmaException.expected(
            where, "fields and their values: flows hold no text of a line to search", item);
      }
      List<FieldTest> tests = new ArrayList<>();
      for (Map.Entry<?, ?> field : fields.entrySet()) {
        tests.add(FieldTest.read(where, String.valueOf(field.getKey()), values(field.getValue())));
      }
      if (tests.isEmpty()) {
        throw SigmaException.expected(where, "a field", "none");
      }
      alternatives.add(List.copyOf(tests));
    }
    if (alternatives.isEmpty()) {
      throw SigmaException.expected(where, "a field", "none");
    }
    return new Selection(List.copyOf(alternatives));
  }

  private static List<Object> values(Object yaml) {
    List<Object> values = new ArrayList<>();
    if (yaml instanceof List<?> list) {
      values.addAll(list);
    } else {
      values.add(yaml);
    }
    return values;
  }
}
