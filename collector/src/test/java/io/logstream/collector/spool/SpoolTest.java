package io.logstream.collector.spool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.logstream.functions.event.Topics;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class SpoolTest {

  private static ProducerRecord<byte[], byte[]> record(String value) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            value.startsWith("dead") ? Topics.LOGS_DEAD : Topics.LOGS_RAW,
            "stream".getBytes(UTF_8),
            value.getBytes(UTF_8));
    record.headers().add("key", value.getBytes(UTF_8));
    return record;
  }

  private static String text(ProducerRecord<byte[], byte[]> record) {
    return new String(record.value(), UTF_8);
  }

  private static List<String> drain(Spool spool, int sliceBytes) throws IOException {
    List<String> all = new ArrayList<>();
    while (spool.hasUnread()) {
      SpoolSlice slice = spool.read(sliceBytes);
      slice.records().forEach(record -> all.add(text(record)));
      spool.commit(slice);
    }
    return all;
  }

  private static List<Path> segments(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Segment::isSegment).sorted().toList();
    }
  }

  /** A folder of one try: jqwik runs many in one test. */
  private interface InFolder {
    void run(Path folder) throws IOException;
  }

  private static void inFolder(InFolder test) throws IOException {
    Path folder = Files.createTempDirectory("spool");
    try {
      test.run(folder);
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
      }
    }
  }

  @Test
  void recordComesBackWithAllThatItHas() throws IOException {
    inFolder(
        folder -> {
          try (Spool spool = Spool.open(folder, 1 << 20, 1 << 16)) {
            spool.append(List.of(record("dead é"), record("")));
            SpoolSlice slice = spool.read(1 << 20);
            assertThat(slice.records().stream().map(SpoolTest::text)).containsExactly("dead é", "");
            assertThat(slice.records())
                .extracting(r -> r.topic(), r -> r.headers(), r -> new String(r.key(), UTF_8))
                .containsExactly(
                    tuple(Topics.LOGS_DEAD, record("dead é").headers(), "stream"),
                    tuple(Topics.LOGS_RAW, record("").headers(), "stream"));
          }
        });
  }

  /** Appends, reads, commits, rewinds and reopens at random; a list is the oracle. */
  @Property(tries = 40)
  void isAQueueWhateverIsDoneWithIt(
      @ForAll Random random, @ForAll @IntRange(min = 100, max = 2000) int segmentBytes)
      throws IOException {
    inFolder(
        folder -> {
          List<String> expected = new ArrayList<>();
          int committed = 0;
          int read = 0;
          Spool spool = Spool.open(folder, 1 << 20, segmentBytes);
          for (int step = 0; step < 40; step++) {
            switch (random.nextInt(5)) {
              case 0, 1 -> {
                List<String> values =
                    IntStream.range(0, random.nextInt(6))
                        .mapToObj(
                            i -> "value " + random.nextInt() + "x".repeat(random.nextInt(300)))
                        .toList();
                assertThat(spool.append(values.stream().map(SpoolTest::record).toList())).isTrue();
                expected.addAll(values);
              }
              case 2 -> {
                SpoolSlice slice = spool.read(1 + random.nextInt(1000));
                List<String> values = slice.records().stream().map(SpoolTest::text).toList();
                assertThat(values).isEqualTo(expected.subList(read, read + values.size()));
                read += values.size();
                if (read - values.size() == committed && random.nextBoolean()) {
                  spool.commit(slice);
                  committed = read;
                }
              }
              case 3 -> {
                spool.rewind();
                read = committed;
              }
              default -> {
                spool.close();
                spool = Spool.open(folder, 1 << 20, segmentBytes);
                read = committed;
              }
            }
            assertThat(spool.lines()).isEqualTo(expected.size() - committed);
            assertThat(spool.hasUnread()).isEqualTo(read < expected.size());
          }
          spool.rewind();
          assertThat(drain(spool, 500)).isEqualTo(expected.subList(committed, expected.size()));
          assertThat(spool.corrupt()).isZero();
          assertThat(segments(folder)).isEmpty();
          assertThat(spool.bytes()).isZero();
          spool.close();
        });
  }

  /** What a crash leaves: any prefix of the last segment, perhaps with zeros after it. */
  @Property(tries = 40)
  void tornWriteLosesNothingThatWasWhole(@ForAll Random random) throws IOException {
    inFolder(
        folder -> {
          List<String> values = IntStream.range(0, 20).mapToObj(i -> "value " + i).toList();
          try (Spool spool = Spool.open(folder, 1 << 20, 1 << 20)) {
            for (String value : values) {
              spool.append(List.of(record(value)));
            }
          }
          int entry = SpoolFormat.size(record("value 0"));
          Path last = segments(folder).get(0);
          long cut = SpoolFormat.SEGMENT_HEADER + random.nextInt(10 * entry);
          try (RandomAccessFile file = new RandomAccessFile(last.toFile(), "rw")) {
            file.setLength(cut);
            if (random.nextBoolean()) {
              file.setLength(cut + random.nextInt(500));
            }
          }
          int whole = (int) (cut - SpoolFormat.SEGMENT_HEADER) / entry;
          try (Spool spool = Spool.open(folder, 1 << 20, 1 << 20)) {
            assertThat(spool.lines()).isEqualTo(whole);
            spool.append(List.of(record("after")));
            List<String> expected = new ArrayList<>(values.subList(0, whole));
            expected.add("after");
            assertThat(drain(spool, 300)).isEqualTo(expected);
          }
        });
  }

  @Property(tries = 40)
  void flippedBitLosesOneRecordAtMostOrIsCounted(@ForAll Random random) throws IOException {
    inFolder(
        folder -> {
          List<String> values = IntStream.range(10, 30).mapToObj(i -> "value " + i).toList();
          try (Spool spool = Spool.open(folder, 1 << 20, 1 << 20)) {
            spool.append(values.stream().map(SpoolTest::record).toList());
          }
          Path file = segments(folder).get(0);
          byte[] bytes = Files.readAllBytes(file);
          int entry = SpoolFormat.size(record("value 10"));
          int number = random.nextInt(values.size());
          // Not in the length: a wrong length hides where the next entry starts.
          int at =
              SpoolFormat.SEGMENT_HEADER
                  + number * entry
                  + Integer.BYTES
                  + random.nextInt(entry - Integer.BYTES);
          bytes[at] ^= (byte) (1 << random.nextInt(8));
          Files.write(file, bytes);
          try (Spool spool = Spool.open(folder, 1 << 20, 1 << 20)) {
            List<String> expected = new ArrayList<>(values);
            expected.remove(number);
            assertThat(drain(spool, 300)).isEqualTo(expected);
            assertThat(spool.corrupt()).isEqualTo(1);
          }
        });
  }

  @Test
  void fullSpoolTakesNothingAndKeepsWhatItHas() throws IOException {
    inFolder(
        folder -> {
          try (Spool spool = Spool.open(folder, 1000, 400)) {
            int taken = 0;
            while (spool.append(List.of(record("value " + taken)))) {
              taken++;
            }
            assertThat(spool.bytes()).isLessThanOrEqualTo(1000);
            assertThat(drain(spool, 100)).hasSize(taken);
            assertThat(spool.append(List.of(record("again")))).isTrue();
          }
        });
  }
}
