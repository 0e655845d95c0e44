package io.logstream.console.access;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who is logged in, kept in memory: a restart of the console ends all sessions. A session ends
 * after a time without requests, and in any case after a working day.
 */
final class Sessions {

  static final Duration IDLE = Duration.ofMinutes(30);
  static final Duration LONGEST = Duration.ofHours(12);

  /** The one not used for longest is ended for a new one. */
  private static final int MOST = 10_000;

  /**
   * A session.
   *
   * @param csrf what requests that change something must show besides the cookie, which a browser
   *     sends along whoever made the page
   */
  record Session(String user, String csrf, Instant begun) {}

  /** What the browser is given. */
  record Opened(String id, Session session) {}

  private static final class Entry {
    private final Session session;
    private Instant used;

    Entry(Session session) {
      this.session = session;
      this.used = session.begun();
    }
  }

  private final InstantSource clock;
  private final Map<String, Entry> byDigest =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Entry> eldest) {
          return size() > MOST;
        }
      };

  Sessions(InstantSource clock) {
    this.clock = clock;
  }

  synchronized Opened open(String user) {
    Opened opened =
        new Opened(Secret.random(), new Session(user, Secret.random(), clock.instant()));
    byDigest.put(Secret.digest(opened.id()), new Entry(opened.session()));
    return opened;
  }

  /** The session of an id, which this use keeps alive. */
  synchronized Optional<Session> find(String id) {
    String digest = Secret.digest(id);
    Entry entry = byDigest.get(digest);
    if (entry == null) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    if (now.isAfter(entry.used.plus(IDLE)) || now.isAfter(entry.session.begun().plus(LONGEST))) {
      byDigest.remove(digest);
      return Optional.empty();
    }
    entry.used = now;
    return Optional.of(entry.session);
  }

  synchronized void end(String id) {
    byDigest.remove(Secret.digest(id));
  }
}
