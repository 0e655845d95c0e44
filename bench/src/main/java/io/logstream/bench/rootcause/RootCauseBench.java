package io.logstream.bench.rootcause;

import com.google.auto.service.AutoService;
import io.logstream.functions.otlp.Telemetry;
import io.logstream.functions.rootcause.Incident;
import io.logstream.functions.rootcause.RootCauseEngine;
import io.logstream.functions.rootcause.Thresholds;
import io.logstream.local.Bench;
import io.logstream.local.Measurement;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * The root-cause engine on one core: three minutes of a system of forty services in which one fails
 * after the first. A run that does not name that service first is no result.
 */
@AutoService(Bench.class)
public final class RootCauseBench implements Bench {

  private static final int EVENTS = 50_000;
  private static final long START = 1_700_000_000L * FaultyShop.SECOND;
  private static final long MINUTE = 60 * FaultyShop.SECOND;

  @Override
  public String name() {
    return "root-cause";
  }

  @Override
  public String description() {
    return "spans and lines/s of the root-cause engine on one core; size: records";
  }

  @Override
  public void run(Settings settings, Results results, PrintStream progress) {
    int count = settings.size() > 0 ? Math.toIntExact(settings.size()) : EVENTS;
    List<Telemetry> usual = FaultyShop.records(1, count / 3, START, MINUTE, Long.MAX_VALUE);
    List<Telemetry> records =
        FaultyShop.records(2, count, START + 10 * MINUTE, 3 * MINUTE, START + 11 * MINUTE);
    double[] seconds = new double[settings.runs()];
    double[] rates = new double[settings.runs()];
    for (int i = -1; i < settings.runs(); i++) {
      RootCauseEngine engine = new RootCauseEngine(Thresholds.DEFAULT);
      engine.learn(usual);
      List<Incident> news = new ArrayList<>();
      long begun = System.nanoTime();
      for (Telemetry record : records) {
        engine.accept(record);
        news.addAll(engine.advance(record.time()));
      }
      news.addAll(engine.finish());
      double took = (System.nanoTime() - begun) / 1e9;
      String cause = news.isEmpty() ? "none" : news.get(news.size() - 1).causes().get(0).service();
      if (!cause.equals(FaultyShop.FAULTY)) {
        throw new IllegalStateException("expected " + FaultyShop.FAULTY + ", found " + cause);
      }
      progress.printf("root-cause: run %d: %.3f s%n", i + 1, took);
      if (i >= 0) {
        seconds[i] = took;
        rates[i] = records.size() / took;
      }
    }
    results.add(Measurement.alone(name(), "events_per_s_a_core", rates));
    results.add(Measurement.alone(name(), "seconds_for_" + count + "_events", seconds));
  }
}
