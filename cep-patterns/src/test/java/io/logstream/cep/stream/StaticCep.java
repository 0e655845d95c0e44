package io.logstream.cep.stream;

import io.logstream.cep.pattern.IncidentPattern;
import io.logstream.cep.pattern.PatternCompiler;
import io.logstream.cep.pattern.PatternEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.cep.functions.PatternProcessFunction;
import org.apache.flink.cep.nfa.compiler.NFACompiler;
import org.apache.flink.cep.operator.CepOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.Collector;

/** The oracle: Flink's own operator, as {@code CEP.pattern} makes it, with one pattern for good. */
final class StaticCep implements AutoCloseable {

  private final KeyedOneInputStreamOperatorTestHarness<String, PatternEvent, String> harness;

  StaticCep(IncidentPattern pattern) throws Exception {
    harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new CepOperator<>(
                TypeInformation.of(PatternEvent.class).createSerializer(new SerializerConfigImpl()),
                false,
                NFACompiler.compileFactory(PatternCompiler.compile(pattern), false),
                null,
                PatternCompiler.SKIP,
                new Told(),
                null),
            event -> event.field("service.name"),
            Types.STRING);
    harness.open();
  }

  void event(PatternEvent event) throws Exception {
    harness.processElement(new StreamRecord<>(event.under(1), event.time));
  }

  void watermark(long time) throws Exception {
    harness.processWatermark(time);
  }

  List<String> matches() {
    return harness.extractOutputValues();
  }

  /** A match as text: its step names, each with its events' ids. */
  static String told(PatternMatch match) {
    List<String> events = new ArrayList<>();
    for (int i = 0; i < match.steps.length; i++) {
      events.add(match.steps[i] + '=' + match.evidence[i]);
    }
    return String.join(" ", events);
  }

  @Override
  public void close() throws Exception {
    harness.close();
  }

  private static final class Told extends PatternProcessFunction<PatternEvent, String> {
    private static final long serialVersionUID = 1L;

    @Override
    public void processMatch(
        Map<String, List<PatternEvent>> match, Context context, Collector<String> out) {
      List<String> events = new ArrayList<>();
      match.forEach((step, of) -> of.forEach(event -> events.add(step + '=' + event.id)));
      out.collect(String.join(" ", events));
    }
  }
}
