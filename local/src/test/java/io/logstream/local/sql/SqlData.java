package io.logstream.local.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logstream.functions.event.DeadLetterHeaders;
import io.logstream.functions.event.RawHeaders;
import io.logstream.functions.event.Topics;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Ten minutes of a shop's life, made so that the answers to questions are known by counting.
 *
 * <p>Four services call each other; at minute 4 a new version of payment is deployed, and from
 * minute 5 its calls take 1.5 s instead of 20 ms, two a minute fail, and the gateway answers 500
 * twice a minute. Meanwhile one host calls out every 60 s, another is scanned, a third guesses
 * passwords, and names that nobody would choose are looked up.
 */
final class SqlData {

  /** Minute 0: a full hour, so that windows begin with it. */
  private final Instant start = Instant.now().truncatedTo(ChronoUnit.HOURS).minusSeconds(7200);

  private final Consumer<ProducerRecord<byte[], byte[]>> out;
  private final String topicPrefix;
  private int ids;

  SqlData(String topicPrefix, Consumer<ProducerRecord<byte[], byte[]>> out) {
    this.topicPrefix = topicPrefix;
    this.out = out;
  }

  Instant start() {
    return start;
  }

  void send() {
    dayBefore();
    for (int minute = 0; minute < 10; minute++) {
      requests(minute);
      calls(minute);
      flows(minute);
    }
    applicationLogs();
    logins();
    changes();
    results();
    graph();
    payments();
    rawAndDead();
    control();
  }

  /** Moves event time on in every partition, so that the windows before it are complete. */
  void close(int partitions) {
    long at = nanos(60 * 60);
    for (int partition = 0; partition < partitions; partition++) {
      to(
          partition,
          Topics.LOGS,
          "{'@timestamp':'"
              + time(60 * 60)
              + "','message':'an hour on','event':{'id':'z"
              + partition
              + "'}}");
      to(
          partition,
          Topics.CALLS,
          "{'v':1,'id':'z','side':'server','kind':'service','caller':'z','callee':'z','start':"
              + at
              + ",'duration':1}");
      to(
          partition,
          Topics.FLOWS,
          flow(60 * 60, "connection", "192.0.2.1", "192.0.2.2", 1, "allowed", 0, ""));
      to(
          partition,
          Topics.CHANGES,
          "{'v':1,'id':'z','kind':'scale','service':'z','at':" + at + "}");
      to(partition, Topics.ALERTS, alert(60 * 60, "z", "z", 0.1, "192.0.2.1", 0));
      to(
          partition,
          Topics.PAYMENTS,
          "{'v':1,'key':'z','kind':'charge','user':'z','amount':1,'currency':'EUR','at':"
              + at
              + "}");
    }
  }

  /** Six requests a minute that go well; from minute 5 two that do not. */
  private void requests(int minute) {
    for (int i = 0; i < 6; i++) {
      request(
          minute * 60 + i * 10,
          i % 2 == 0 ? "/cart" : "/products",
          200,
          "198.51.100." + (10 + i),
          20 + i);
    }
    if (minute >= 5) {
      request(minute * 60 + 15, "/checkout", 500, "198.51.100.10", 1_510);
      request(minute * 60 + 45, "/checkout", 500, "198.51.100.11", 1_520);
    }
  }

  private void request(int second, String path, int status, String client, int millis) {
    String id = id("w");
    send(
        Topics.LOGS,
        "gateway",
        ("{'@timestamp':'%s','message':'GET"
             + " %s','event':{'id':'%s','dataset':'nginx.access','category':['web'],'outcome':'%s','duration':%d},"
             + "'service':{'name':'gateway'},'host':{'name':'web-1'},'http':{'request':{'method':'GET'},'response':{'status_code':%d,'body':{'bytes':%d}}},"
             + "'url':{'path':'%s'},'source':{'ip':'%s'},'user_agent':{'original':'%s'}}")
            .formatted(
                time(second),
                path,
                id,
                status < 500 ? "success" : "failure",
                millis * 1_000_000L,
                status,
                status < 500 ? 1_000 : 100,
                path,
                client,
                client.endsWith("15")
                    ? "curl/8.5.0"
                    : "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"));
  }

  private void calls(int minute) {
    boolean isSlow = minute >= 5;
    for (int i = 0; i < 10; i++) {
      call(
          minute * 60 + i * 6,
          "gateway",
          "checkout",
          "service",
          "POST /checkout",
          isSlow ? 1_600 : 50,
          false,
          "t" + minute + "-" + i);
    }
    for (int i = 0; i < 5; i++) {
      String trace = "t" + minute + "-" + i;
      call(
          minute * 60 + i * 6 + 1,
          "checkout",
          "payment",
          "service",
          "POST /pay",
          isSlow ? 1_500 : 20,
          isSlow && i < 2,
          trace);
      call(
          minute * 60 + i * 6 + 2,
          "payment",
          "postgres",
          "database",
          "SELECT account",
          5,
          false,
          trace);
    }
  }

  private void call(
      int second,
      String caller,
      String callee,
      String kind,
      String operation,
      int millis,
      boolean failed,
      String trace) {
    send(
        Topics.CALLS,
        caller + "→" + callee,
        ("{'v':1,'id':'%s','side':'client','kind':'%s','caller':'%s','callee':'%s','operation':'%s','trace':'%s','span':'%s','start':%d,'duration':%d,'failed':%b}")
            .formatted(
                id("c"),
                kind,
                caller,
                callee,
                operation,
                trace,
                id("s"),
                nanos(second),
                millis * 1_000_000L,
                failed));
  }

  private void flows(int minute) {
    // Every minute, 400 bytes out: a beacon.
    send(
        Topics.FLOWS,
        "10.0.0.20",
        flow(
            minute * 60,
            "tls",
            "10.0.0.20",
            "203.0.113.50",
            443,
            "allowed",
            400,
            "'names':{'server_name':'updates.example.net'},"));
    if (minute == 3) {
      for (int port = 20; port < 32; port++) {
        send(
            Topics.FLOWS,
            "198.51.100.66",
            flow(
                minute * 60 + port,
                "connection",
                "198.51.100.66",
                "10.0.0.5",
                port,
                "denied",
                0,
                ""));
      }
    }
    if (minute == 6) {
      for (String name :
          List.of("qx7vt2kpz9wq.example", "zzkqpw8x1vbt.example", "xj3kqv9zpwq2.example")) {
        send(
            Topics.FLOWS,
            "10.0.0.30",
            flow(
                minute * 60 + 5,
                "dns",
                "10.0.0.30",
                "10.0.0.2",
                53,
                "allowed",
                60,
                "'names':{'question':'"
                    + name
                    + "','question_type':'A','response_code':'NXDOMAIN'},"));
      }
      send(
          Topics.FLOWS,
          "10.0.0.30",
          flow(
              minute * 60 + 6,
              "dns",
              "10.0.0.30",
              "10.0.0.2",
              53,
              "allowed",
              60,
              "'names':{'question':'www.weather.example.co.uk','question_type':'A','response_code':'NOERROR'},"));
    }
    if (minute == 8) {
      send(
          Topics.FLOWS,
          "10.0.0.40",
          flow(
              minute * 60,
              "connection",
              "10.0.0.40",
              "203.0.113.99",
              443,
              "allowed",
              300_000_000,
              ""));
    }
  }

  private String flow(
      int second,
      String layer,
      String source,
      String destination,
      int port,
      String verdict,
      long bytes,
      String names) {
    return ("{'v':1,'id':'%s','layer':'%s','start':'%s','duration':1000000000,'transport':'%s',%s'source':{'ip':'%s','port':40000,'bytes':%d,'packets':4},"
                + "'destination':{'ip':'%s','port':%d,'bytes':1000,'packets':4},'verdict':'%s','state':'%s','observer':'fw-1'}")
        .formatted(
            id("f"),
            layer,
            time(second),
            layer.equals("dns") ? "udp" : "tcp",
            names,
            source,
            bytes,
            destination,
            port,
            verdict,
            verdict.equals("denied") ? "rejected" : "established");
  }

  private void applicationLogs() {
    for (int minute = 5; minute < 10; minute++) {
      for (int i = 0; i < 3; i++) {
        log(
            minute * 60 + i * 20,
            "payment",
            "error",
            "no connection to the database after " + (1_500 + i) + " ms",
            "'error':{'type':'SQLTransientConnectionException'},'trace':{'id':'t"
                + minute
                + "-"
                + i
                + "'},");
      }
    }
    for (int minute = 0; minute < 10; minute++) {
      log(minute * 60 + 30, "inventory", "info", "stock checked for order " + (100 + minute), "");
    }
    // Written once and never again; at the same time of the day before there were twenty.
    log(60, "mailer", "info", "queue is empty", "");
    log(250, "payment", "warn", "pool of connections is set to 2", "");
  }

  /** First, for what is older than a partition's watermark would be late. */
  private void dayBefore() {
    for (int i = 0; i < 20; i++) {
      log(60 + i - 24 * 60 * 60, "mailer", "info", "queue is empty", "");
    }
  }

  private void log(int second, String service, String level, String message, String more) {
    send(
        Topics.LOGS,
        service,
        "{'@timestamp':'%s','message':'%s','event':{'id':'%s','dataset':'app'},%s'log':{'level':'%s'},'service':{'name':'%s'},'host':{'name':'app-1'}}"
            .formatted(time(second), message, id("l"), more, level, service));
  }

  /** Five failures and then a success, of one address; a success of another. */
  private void logins() {
    for (int i = 0; i < 5; i++) {
      login(120 + i * 2, "203.0.113.9", "root", "failure");
    }
    login(132, "203.0.113.9", "root", "success");
    login(200, "10.0.0.7", "alice", "success");
  }

  private void login(int second, String source, String user, String outcome) {
    send(
        Topics.LOGS,
        "bastion",
        "{'@timestamp':'%s','message':'login %s','event':{'id':'%s','dataset':'sshd','category':['authentication'],'action':'ssh_login','outcome':'%s'},'host':{'name':'bastion'},'user':{'name':'%s'},'source':{'ip':'%s'}}"
            .formatted(time(second), outcome, id("a"), outcome, user, source));
  }

  private void changes() {
    send(
        Topics.CHANGES,
        "payment",
        "{'v':1,'id':'d1','kind':'deploy','service':'payment','version':'2.0.0','previous_version':'1.9.3','environment':'production','at':%d,'by':'carol'}"
            .formatted(nanos(240)));
    send(
        Topics.CHANGES,
        "inventory",
        "{'v':1,'id':'d2','kind':'scale','service':'inventory','environment':'production','at':%d,'by':'autoscaler'}"
            .formatted(nanos(30)));
  }

  private void results() {
    send(
        Topics.ALERTS,
        "198.51.100.66",
        alert(200, "scan-1", "vertical-scan", 0.6, "198.51.100.66", 8));
    send(
        Topics.ALERTS,
        "198.51.100.66",
        alert(215, "scan-1", "vertical-scan", 0.9, "198.51.100.66", 12));
    send(Topics.ALERTS, "10.0.0.20", alert(540, "beacon-1", "beacon-sni", 0.95, "10.0.0.20", 10));
    send(Topics.ALERTS, "10.0.0.9", alert(300, "old-1", "deny-burst", 0, "10.0.0.9", 0));
    send(Topics.INCIDENTS, "i1", incident("open", 360, 0.7));
    send(Topics.INCIDENTS, "i1", incident("closed", 590, 0.9));
  }

  private void graph() {
    for (int minute : new int[] {4, 9}) {
      send(
          Topics.DEPENDENCIES,
          "checkout→payment",
          "{'v':1,'caller':'checkout','callee':'payment','kind':'service','start':%d,'end':%d,'calls':5,'errors':%d,'client':{'p50_ms':20,'p95_ms':%d,'p99_ms':30},'rate':0.1}"
              .formatted(
                  nanos(minute * 60),
                  nanos(minute * 60 + 60),
                  minute == 9 ? 2 : 0,
                  minute == 9 ? 1_500 : 20));
    }
    send(
        Topics.DEPENDENCY_EVENTS,
        "checkout→payment",
        "{'v':1,'kind':'degraded','caller':'checkout','callee':'payment','at':%d,'reason':'p95 1500 ms, was 20 ms'}"
            .formatted(nanos(305)));
    for (String state : List.of("expected", "observed")) {
      send(
          Topics.CHANGE_IMPACT,
          "d1",
          "{'v':1,'state':'%s','change':{'id':'d1','kind':'deploy','service':'payment','at':%d},'risk':%s,'harm':0.5,'criticality':0.8,'expected_loss':1.0,'affected':[{'rank':1,'service':'checkout','probability':0.7}],'advice':[]}"
              .formatted(state, nanos(240), state.equals("observed") ? "0.8" : "0.4"));
    }
    live("10");
    live("12");
    send(
        Topics.METRICS_LIVE,
        "events",
        "{'v':1,'metric':'events','of':'web','second':%d,'value':7}"
            .formatted(start.getEpochSecond() + 60));
    send(
        Topics.METRICS_LIVE,
        "events",
        "{'v':1,'metric':'events','of':'web','second':%d}".formatted(start.getEpochSecond() + 60));
  }

  private void live(String value) {
    send(
        Topics.METRICS_LIVE,
        "events",
        "{'v':1,'metric':'events','of':'web','second':%d,'value':%s}"
            .formatted(start.getEpochSecond(), value));
  }

  private String alert(int second, String id, String kind, double score, String source, int count) {
    return ("{'v':1,'id':'%s','kind':'%s','family':'%s','score':%s,'worth':%s,'severity':'%s','technique':{'id':'T1046','name':'Network"
                + " Service"
                + " Discovery'},'source':{'ip':'%s'},'destination':{'ip':'10.0.0.5'},'first_seen':'%s','last_seen':'%s','count':%d,'explanation':'as"
                + " told','parts':{'a':0.5},'worth_parts':{'a':0.5},'evidence':['e1']}")
        .formatted(
            id,
            kind,
            kind.startsWith("beacon") ? "control" : "discovery",
            score,
            score,
            score > 0.8 ? "high" : "medium",
            source,
            time(200),
            time(second),
            count);
  }

  private String incident(String state, int end, double score) {
    return ("{'v':1,'incident':{'id':'i1','state':'%s','start':'%s','end':'%s','score':%s},'root_causes':[{'rank':1,'service':'payment','kind':'latency','location':'POST"
                + " /pay','onset':'%s','score':%s,'parts':{},'evidence':['l1']},{'rank':2,'service':'checkout','kind':'latency','location':'POST"
                + " /checkout','onset':'%s','score':0.1,'parts':{},'evidence':[]}],'timeline':[]}")
        .formatted(state, time(300), time(end), score, time(300), score, time(301));
  }

  private void payments() {
    for (int i = 1; i <= 4; i++) {
      payment("k" + i, "ada", 1_000 * i, i);
      send(
          Topics.PAYMENTS_SETTLED,
          "s" + i,
          "{'v':1,'id':'s%d','request':'r%d','kind':'charge','user':'ada','account':'a1','payee':'driver-%d','amount':%d,'fee':%d,'currency':'EUR','balance':0,'at':%d,'received':%d}"
              .formatted(
                  i, i, i % 2, 1_000 * i, 100 * i, nanos(i * 60), nanos(i * 60) + 250_000_000L));
    }
    payment("k1", "ada", 1_000, 5);
    refusal("s1", "duplicate", "ada", 1_000);
    // Asked for, and then nothing.
    payment("k7", "cyd", 777, 2);
    payment("k9", "bob", 90_000, 6);
    refusal("s9", "insufficient_funds", "bob", 90_000);
    send(
        Topics.USER_STATE,
        "ada",
        "{'v':1,'user':'ada','account':'a1','balances':{'EUR':500},'settled':3,'refused':0,'updated':1}");
    send(
        Topics.USER_STATE,
        "ada",
        "{'v':1,'user':'ada','account':'a1','balances':{'EUR':0},'settled':4,'refused':1,'updated':2}");
    send(
        Topics.USER_STATE,
        "bob",
        "{'v':1,'user':'bob','balances':{},'settled':0,'refused':1,'updated':2}");
    out.accept(new ProducerRecord<>(topicPrefix + Topics.USER_STATE, "eve".getBytes(UTF_8), null));
    for (String phase : List.of("requested", "matched", "started")) {
      send(
          Topics.RIDES,
          "ada",
          "{'v':1,'id':'%s','phase':'%s','user':'ada','ride':'ride-1','at':%d}"
              .formatted(id("r"), phase, nanos(60 + ids % 50)));
    }
  }

  private void payment(String key, String user, long amount, int minute) {
    send(
        Topics.PAYMENTS,
        user,
        "{'v':1,'id':'%s','key':'%s','kind':'charge','user':'%s','payee':'driver-1','amount':%d,'currency':'EUR','at':%d}"
            .formatted(id("p"), key, user, amount, nanos(minute * 60)));
  }

  private void refusal(String settlement, String reason, String user, long amount) {
    send(
        Topics.PAYMENTS_REFUSED,
        settlement,
        "{'v':1,'settlement':'%s','reason':'%s','key':'k','kind':'charge','user':'%s','amount':%d,'currency':'EUR','at':%d,'received':%d}"
            .formatted(settlement, reason, user, amount, nanos(300), nanos(301)));
  }

  private void rawAndDead() {
    for (int i = 0; i < 3; i++) {
      raw(
          Topics.LOGS_RAW,
          "<13>1 - host-%d app - - - hello".formatted(i),
          Map.of(
              RawHeaders.TRANSPORT,
              "syslog+tcp",
              RawHeaders.PEER,
              "127.0.0.1:50" + i,
              RawHeaders.SERVICE,
              "app"));
    }
    for (int i = 0; i < 2; i++) {
      raw(
          Topics.LOGS_DEAD,
          "{\"broken\":",
          Map.of(
              DeadLetterHeaders.STAGE,
              "parse",
              DeadLetterHeaders.REASON,
              "UNPARSABLE",
              DeadLetterHeaders.ERROR,
              "json: expected a value at byte 10",
              DeadLetterHeaders.ORIGIN,
              "logs.raw-0-" + i));
    }
    raw(
        Topics.LOGS_DEAD,
        "{\"kind\":\"asset\"}",
        Map.of(
            DeadLetterHeaders.STAGE,
            "control",
            DeadLetterHeaders.REASON,
            "INVALID_CONTROL_ROW",
            DeadLetterHeaders.ERROR,
            "asset: address: expected an address, a network or a host",
            DeadLetterHeaders.ORIGIN,
            "control.reference-0-0"));
  }

  private void control() {
    send(
        Topics.CONTROL_REFERENCE,
        "web",
        "{'kind':'asset','id':'web','host':'web-1','owner':'shop','criticality':'high','author':'carol'}");
    send(
        Topics.CONTROL_REFERENCE,
        "payment",
        "{'kind':'service','id':'payment','owner':'money','tier':'1'}");
    send(Topics.CONTROL_REFERENCE, "gone", "{'kind':'network','id':'gone','cidr':'10.9.0.0/16'}");
    send(Topics.CONTROL_REFERENCE, "gone", "{'id':'gone','deleted':true}");
  }

  private void raw(String topic, String line, Map<String, String> headers) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topicPrefix + topic, "source".getBytes(UTF_8), line.getBytes(UTF_8));
    headers.forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
    out.accept(record);
  }

  private void send(String topic, String key, String json) {
    out.accept(new ProducerRecord<>(topicPrefix + topic, key.getBytes(UTF_8), bytes(json)));
  }

  private void to(int partition, String topic, String json) {
    out.accept(new ProducerRecord<>(topicPrefix + topic, partition, null, bytes(json)));
  }

  private static byte[] bytes(String json) {
    return json.replace('\'', '"').getBytes(UTF_8);
  }

  private String id(String prefix) {
    ids++;
    return prefix + ids;
  }

  private String time(int second) {
    return start.plusSeconds(second).toString();
  }

  private long nanos(int second) {
    return start.plusSeconds(second).getEpochSecond() * 1_000_000_000L;
  }
}
