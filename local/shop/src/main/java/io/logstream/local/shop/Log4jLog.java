package io.logstream.local.shop;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.logging.log4j.CloseableThreadContext;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;
import org.apache.logging.log4j.core.config.builder.api.LayoutComponentBuilder;
import org.apache.logging.log4j.core.config.builder.impl.BuiltConfiguration;

/**
 * The log of a Java service, written by Log4j itself: stack traces over several lines, libraries
 * (the connection pool, the database's driver) that log by the same way, trace ids in the thread's
 * context.
 */
final class Log4jLog implements ServiceLog {

  /** The layouts that the shop's Java services have. */
  enum Layout {
    /** Log4j's own habit: {@code 2024-02-29 12:00:00,123 INFO [thread] [trace,span] logger - …}. */
    PATTERN(
        "PatternLayout",
        "pattern",
        "%d{yyyy-MM-dd HH:mm:ss,SSS} %-5p [%t] [%X{trace_id},%X{span_id}] %c{1.} - %m%n%xEx"),
    /** Spring Boot's. */
    SPRING(
        "PatternLayout",
        "pattern",
        "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %5p %pid --- [%X{app}] [%15.15t]"
            + " [%X{trace_id}-%X{span_id}] %-40.40c{1.} : %m%n%xEx"),
    /** The Elastic Common Schema as JSON. */
    ECS("JsonTemplateLayout", "eventTemplateUri", "classpath:EcsLayout.json");

    private final String plugin;
    private final String attribute;
    private final String value;

    Layout(String plugin, String attribute, String value) {
      this.plugin = plugin;
      this.attribute = attribute;
      this.value = value;
    }
  }

  private final String prefix;
  private final String service;
  private final Layout layout;
  private final LoggerContext context;

  /**
   * A log in a file.
   *
   * @param service the service's name, which its loggers' names have
   */
  Log4jLog(String service, Layout layout, Path path) {
    this.service = service;
    this.layout = layout;
    prefix = "com.shop." + service + ".";
    ConfigurationBuilder<BuiltConfiguration> builder =
        ConfigurationBuilderFactory.newConfigurationBuilder();
    LayoutComponentBuilder lines =
        builder.newLayout(layout.plugin).addAttribute(layout.attribute, layout.value);
    builder.add(
        builder
            .newAppender("file", "File")
            .addAttribute("fileName", path.toString())
            .addAttribute("append", true)
            .add(lines));
    builder.add(
        builder
            .newRootLogger(org.apache.logging.log4j.Level.INFO)
            .add(builder.newAppenderRef("file")));
    context = Configurator.initialize(builder.build());
  }

  @Override
  public void log(
      Level level,
      String part,
      String message,
      Map<String, Object> fields,
      TraceContext trace,
      Throwable thrown) {
    Logger logger = LogManager.getLogger(prefix + part);
    StringBuilder text = new StringBuilder(message);
    fields.forEach((key, value) -> text.append(' ').append(key).append('=').append(value));
    Map<String, String> ids = new LinkedHashMap<>();
    ids.put(layout == Layout.ECS ? "service.name" : "app", service);
    if (trace != null) {
      ids.put(layout == Layout.ECS ? "trace.id" : "trace_id", trace.traceId());
      ids.put(layout == Layout.ECS ? "span.id" : "span_id", trace.spanId());
    }
    try (var closed = CloseableThreadContext.putAll(ids)) {
      logger.log(org.apache.logging.log4j.Level.valueOf(level.name()), text.toString(), thrown);
    }
  }

  @Override
  public void access(Request request, Answer answer, long micros, Upstream upstream) {
    log(
        answer.failed() ? ServiceLog.Level.ERROR : ServiceLog.Level.INFO,
        "web.AccessLog",
        "%s %s %d %d ms"
            .formatted(request.method(), request.target(), answer.status(), micros / 1000),
        Map.of(),
        request.trace(),
        null);
  }

  @Override
  public void close() {
    Configurator.shutdown(context);
  }
}
