package io.logstream.functions.threat.domain;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Learns {@code threat/domain-model.json} and measures it. Not a test: it wants a list of names,
 * which is not part of the project.
 *
 * <ul>
 *   <li>{@code words OUT.txt.gz} collects the words of {@link NaturalWords};
 *   <li>{@code measure LIST} trains on four fifths of the families and of the benign names and
 *       tests on the others, five times, and prints the recall of each family at 1 % false
 *       positives, by name and by group;
 *   <li>{@code train LIST OUT.json} trains on all.
 * </ul>
 *
 * <p>LIST has a name and, for a generated one, its family in each line, with a tab between.
 */
final class DomainTraining {

  private static final int UNITS = 16;
  private static final int EPOCHS = 14;
  private static final int FOLDS = 5;
  private static final int GROUP = 10;
  private static final int GROUPS_OF_BENIGN = 4000;
  private static final int GROUPS_OF_FAMILY = 150;
  private static final String BENIGN = "";

  private final Random random = new Random(1);

  record Sample(String name, String family, double[] features) {}

  public static void main(String[] args) throws IOException {
    switch (args[0]) {
      case "words" -> writeWords(Path.of(args[1]));
      case "measure" -> new DomainTraining().measure(read(Path.of(args[1])));
      case "train" -> {
        DomainTraining training = new DomainTraining();
        training.train(read(Path.of(args[1]))).write(Path.of(args[2]));
      }
      default -> throw new IllegalArgumentException("expected words, measure or train");
    }
  }

  private static void writeWords(Path to) throws IOException {
    Set<String> words = new TreeSet<>();
    Pattern camel = Pattern.compile("[A-Z]?[a-z]{2,}");
    Path modules = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules");
    try (Stream<Path> files = Files.walk(modules)) {
      files
          .filter(file -> file.toString().endsWith(".class"))
          .forEach(
              file -> {
                Matcher word = camel.matcher(file.toString().replace(".class", ""));
                while (word.find()) {
                  addWords(words, word.group());
                }
              });
    }
    Set<String> latin =
        Set.of(
            "en", "de", "fr", "es", "it", "pt", "nl", "pl", "cs", "sv", "da", "fi", "tr", "ro",
            "hu", "id", "vi", "ca", "hr", "sk", "sl", "et", "lv", "lt", "no", "ga", "sw");
    for (String in : latin) {
      for (Locale of : Locale.getAvailableLocales()) {
        addWords(words, of.getDisplayCountry(new Locale(in)));
        addWords(words, of.getDisplayLanguage(new Locale(in)));
      }
    }
    for (String zone : TimeZone.getAvailableIDs()) {
      addWords(words, zone);
    }
    for (int point = 0; point < 0x20000; point++) {
      String name = Character.getName(point);
      if (name != null && !name.contains("CJK") && !name.contains("HANGUL")) {
        addWords(words, name);
      }
    }
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(to))) {
      out.write(String.join("\n", words).getBytes(StandardCharsets.US_ASCII));
    }
    System.out.println(words.size() + " words");
  }

  private static void addWords(Set<String> words, String text) {
    String plain = Normalizer.normalize(text, Normalizer.Form.NFD).replaceAll("\\p{M}", "");
    for (String word : plain.toLowerCase(Locale.ROOT).split("[^a-z]+")) {
      if (word.length() > 2) {
        words.add(word);
      }
    }
  }

  private static List<Sample> read(Path list) throws IOException {
    List<Sample> samples = new ArrayList<>();
    try (InputStream in = Files.newInputStream(list);
        BufferedReader reader =
            new BufferedReader(
                new InputStreamReader(
                    list.toString().endsWith(".gz") ? new GZIPInputStream(in) : in,
                    StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        String[] fields = line.split("\t", -1);
        String name = fields[0].strip().toLowerCase(Locale.ROOT);
        if (name.indexOf('.') > 0) {
          String family = fields.length > 1 ? fields[1].strip() : BENIGN;
          samples.add(new Sample(name, family, NameFeatures.of(name)));
        }
      }
    }
    return samples;
  }

  private void measure(List<Sample> samples) {
    List<String> families =
        new ArrayList<>(
            new TreeSet<>(samples.stream().map(Sample::family).filter(f -> !f.isEmpty()).toList()));
    Collections.shuffle(families, new Random(7));
    Map<String, String> results = new TreeMap<>();
    for (int fold = 0; fold < FOLDS; fold++) {
      List<Sample> learnt = new ArrayList<>();
      List<Sample> benign = new ArrayList<>();
      Map<String, List<Sample>> unseen = new TreeMap<>();
      for (Sample sample : samples) {
        boolean isLeftOut =
            sample.family.equals(BENIGN)
                ? Math.floorMod(sample.name.hashCode(), FOLDS) == fold
                : families.indexOf(sample.family) % FOLDS == fold;
        if (!isLeftOut) {
          learnt.add(sample);
        } else if (sample.family.equals(BENIGN)) {
          benign.add(sample);
        } else {
          unseen.computeIfAbsent(sample.family, f -> new ArrayList<>()).add(sample);
        }
      }
      Weights model = train(learnt);
      ToDoubleFunction<Sample> byName = sample -> model.model().nameLogOdds(sample.features);
      double nameLimit = quantile(benign.stream().mapToDouble(byName).toArray(), 0.99);
      double groupLimit = quantile(groups(benign, GROUPS_OF_BENIGN, model), 0.99);
      double names = 0;
      double hits = 0;
      double ofGroups = 0;
      for (Map.Entry<String, List<Sample>> family : unseen.entrySet()) {
        long found =
            family.getValue().stream().filter(s -> byName.applyAsDouble(s) > nameLimit).count();
        double recall = (double) found / family.getValue().size();
        double[] groups = groups(family.getValue(), 300, model);
        double ofGroup = Arrays.stream(groups).filter(g -> g > groupLimit).count() / 300.0;
        results.put(
            family.getKey(),
            String.format(Locale.ROOT, "by name %.3f, by group %.3f", recall, ofGroup));
        names += family.getValue().size();
        hits += found;
        ofGroups += ofGroup / unseen.size();
      }
      System.out.printf(
          Locale.ROOT,
          "fold %d, families %s: by name %.3f, by group %.3f%n",
          fold,
          unseen.keySet(),
          hits / names,
          ofGroups);
    }
    results.forEach((family, recall) -> System.out.println(family + ": " + recall));
  }

  private static double quantile(double[] values, double share) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(int) (sorted.length * share)];
  }

  private List<String> group(List<Sample> of) {
    Set<String> names = new LinkedHashSet<>();
    int size = Math.min(GROUP, of.size());
    while (names.size() < size) {
      names.add(of.get(random.nextInt(of.size())).name);
    }
    return List.copyOf(names);
  }

  private double[] groups(List<Sample> of, int count, Weights weights) {
    DomainModel model = weights.model();
    return Stream.generate(() -> group(of)).limit(count).mapToDouble(model::groupLogOdds).toArray();
  }

  /** What is learnt; arrays as in {@link DomainModel}. */
  record Weights(
      double[][] hidden,
      double[] output,
      double[] group,
      double[] mean,
      double[] deviation,
      double[] thresholds) {

    DomainModel model() {
      return new DomainModel(hidden, output, group, mean, deviation, thresholds[0], thresholds[1]);
    }

    void write(Path to) throws IOException {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("hidden", Arrays.stream(hidden).map(Weights::rounded).toList());
      json.put("output", rounded(output));
      json.put("group", rounded(group));
      json.put("group_mean", rounded(mean));
      json.put("group_deviation", rounded(deviation));
      json.put("name_threshold", thresholds[0]);
      json.put("group_threshold", thresholds[1]);
      Files.write(to, new ObjectMapper().writeValueAsBytes(json));
    }

    private static double[] rounded(double[] values) {
      return Arrays.stream(values).map(v -> Math.round(v * 1e5) / 1e5).toArray();
    }
  }

  private Weights train(List<Sample> samples) {
    Weights weights =
        new Weights(
            new double[UNITS][NameFeatures.COUNT + 1],
            new double[UNITS + 1],
            new double[GroupFeatures.COUNT + 1],
            new double[GroupFeatures.COUNT],
            new double[GroupFeatures.COUNT],
            new double[2]);
    Map<String, List<Sample>> byFamily = new TreeMap<>();
    for (Sample sample : samples) {
      byFamily.computeIfAbsent(sample.family, f -> new ArrayList<>()).add(sample);
    }
    trainNames(samples, byFamily, weights);
    Arrays.fill(weights.deviation, 1);
    trainGroups(byFamily, weights);
    List<Sample> benign = byFamily.get(BENIGN);
    DomainModel model = weights.model();
    weights.thresholds[0] =
        quantile(benign.stream().mapToDouble(s -> model.nameLogOdds(s.features)).toArray(), 0.99);
    weights.thresholds[1] = quantile(groups(benign, 20_000, weights), 0.999);
    return weights;
  }

  /** Stochastic gradient with a step for each weight (AdaGrad); families weigh the same. */
  private void trainNames(
      List<Sample> samples, Map<String, List<Sample>> byFamily, Weights weights) {
    for (double[] unit : weights.hidden) {
      Arrays.setAll(unit, i -> i < NameFeatures.COUNT ? 0.3 * random.nextGaussian() : 0);
    }
    Arrays.setAll(weights.output, i -> i < UNITS ? 0.3 * random.nextGaussian() : 0);
    double[][] squares = new double[UNITS][NameFeatures.COUNT + 1];
    double[] outputSquares = new double[UNITS + 1];
    List<Sample> order = new ArrayList<>(samples);
    double share = (double) byFamily.get(BENIGN).size() / (byFamily.size() - 1);
    double step = 0.05;
    for (int epoch = 0; epoch < EPOCHS; epoch++, step *= 0.8) {
      Collections.shuffle(order, random);
      DomainModel model = weights.model();
      for (Sample sample : order) {
        boolean isGenerated = !sample.family.equals(BENIGN);
        double weight = isGenerated ? Math.min(3, share / byFamily.get(sample.family).size()) : 1;
        double odds = model.nameLogOdds(sample.features);
        double error = weight * (1 / (1 + Math.exp(-odds)) - (isGenerated ? 1 : 0));
        for (int unit = 0; unit < UNITS; unit++) {
          double[] w = weights.hidden[unit];
          double sum = w[NameFeatures.COUNT];
          for (int i = 0; i < NameFeatures.COUNT; i++) {
            sum += w[i] * sample.features[i];
          }
          double h = Math.tanh(sum);
          double back = error * weights.output[unit] * (1 - h * h);
          descend(weights.output, outputSquares, unit, error * h, step);
          for (int i = 0; i < NameFeatures.COUNT; i++) {
            descend(w, squares[unit], i, back * sample.features[i], step);
          }
          descend(w, squares[unit], NameFeatures.COUNT, back, step);
        }
        descend(weights.output, outputSquares, UNITS, error, step);
      }
    }
  }

  private static void descend(double[] w, double[] squares, int i, double gradient, double step) {
    squares[i] += gradient * gradient;
    w[i] -= step * gradient / Math.sqrt(squares[i] + 1e-6);
  }

  private void trainGroups(Map<String, List<Sample>> byFamily, Weights weights) {
    DomainModel model = weights.model();
    List<double[]> features = new ArrayList<>();
    List<Boolean> isGenerated = new ArrayList<>();
    byFamily.forEach(
        (family, samples) -> {
          boolean isBenign = family.equals(BENIGN);
          int count = isBenign ? GROUPS_OF_BENIGN : samples.size() < 4 ? 0 : GROUPS_OF_FAMILY;
          for (int i = 0; i < count; i++) {
            List<String> names = group(samples);
            double[] scores =
                names.stream()
                    .mapToDouble(name -> model.nameLogOdds(NameFeatures.of(name)))
                    .toArray();
            features.add(GroupFeatures.of(names, scores));
            isGenerated.add(!isBenign);
          }
        });
    int n = features.size();
    for (int i = 0; i < GroupFeatures.COUNT; i++) {
      int at = i;
      double mean = features.stream().mapToDouble(f -> f[at]).average().orElse(0);
      double square = features.stream().mapToDouble(f -> (f[at] - mean) * (f[at] - mean)).sum() / n;
      weights.mean[i] = mean;
      weights.deviation[i] = Math.sqrt(square) + 1e-9;
    }
    for (int pass = 0; pass < 400; pass++) {
      double[] gradient = new double[GroupFeatures.COUNT + 1];
      for (int s = 0; s < n; s++) {
        double[] f = features.get(s);
        double odds = weights.group[GroupFeatures.COUNT];
        for (int i = 0; i < GroupFeatures.COUNT; i++) {
          odds += weights.group[i] * (f[i] - weights.mean[i]) / weights.deviation[i];
        }
        double error = 1 / (1 + Math.exp(-odds)) - (isGenerated.get(s) ? 1 : 0);
        for (int i = 0; i < GroupFeatures.COUNT; i++) {
          gradient[i] += error * (f[i] - weights.mean[i]) / weights.deviation[i];
        }
        gradient[GroupFeatures.COUNT] += error;
      }
      for (int i = 0; i <= GroupFeatures.COUNT; i++) {
        weights.group[i] -= 2 * (gradient[i] / n + 0.001 * weights.group[i]);
      }
    }
  }
}
