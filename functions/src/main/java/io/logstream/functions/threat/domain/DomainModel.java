package io.logstream.functions.threat.domain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.logstream.functions.Resources;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The weights of {@code threat/domain-model.json}: a network of one hidden layer for a name, and a
 * linear model for a group of names. {@code DomainTraining} in the tests learns them and measures
 * them on families of malware that were left out of the learning; {@code docs/threats.md} has the
 * figures.
 */
public final class DomainModel {

  private static final DomainModel TRAINED = load();

  private final double[][] hidden;
  private final double[] output;
  private final double[] group;
  private final double[] groupMean;
  private final double[] groupDeviation;
  private final double nameThreshold;
  private final double groupThreshold;

  /**
   * @param hidden for each hidden unit the weights of the features, the bias last
   * @param output the weights of the hidden units, the bias last
   * @param group the weights of a group's features, the bias last
   * @param groupMean what is subtracted from a group's features
   * @param groupDeviation what they are divided by
   * @param nameThreshold log-odds that one in a hundred benign names exceeds
   * @param groupThreshold log-odds that one in a thousand groups of benign names exceeds
   */
  DomainModel(
      double[][] hidden,
      double[] output,
      double[] group,
      double[] groupMean,
      double[] groupDeviation,
      double nameThreshold,
      double groupThreshold) {
    this.hidden = hidden;
    this.output = output;
    this.group = group;
    this.groupMean = groupMean;
    this.groupDeviation = groupDeviation;
    this.nameThreshold = nameThreshold;
    this.groupThreshold = groupThreshold;
  }

  /** The model that ships. */
  public static DomainModel trained() {
    return TRAINED;
  }

  private static DomainModel load() {
    try (InputStream in = Resources.open(DomainModel.class, "/threat/domain-model.json")) {
      ObjectMapper json = new ObjectMapper();
      JsonNode model = json.readTree(in);
      return new DomainModel(
          json.treeToValue(model.get("hidden"), double[][].class),
          json.treeToValue(model.get("output"), double[].class),
          json.treeToValue(model.get("group"), double[].class),
          json.treeToValue(model.get("group_mean"), double[].class),
          json.treeToValue(model.get("group_deviation"), double[].class),
          model.get("name_threshold").asDouble(),
          model.get("group_threshold").asDouble());
    } catch (IOException e) {
      throw new UncheckedIOException("threat/domain-model.json", e);
    }
  }

  /**
   * How a name looks: ½ where one in a hundred benign names looks as generated, towards 1 above.
   */
  public double name(String name) {
    return logistic(nameLogOdds(NameFeatures.of(name)) - nameThreshold);
  }

  /**
   * How a group of different names looks: ½ where one in a thousand groups of benign names looks as
   * generated, towards 1 above.
   *
   * @param names in lower case, each with a registered label; ten or more make a good group
   */
  public double group(List<String> names) {
    return logistic(groupLogOdds(names) - groupThreshold);
  }

  double nameLogOdds(double[] features) {
    double odds = output[hidden.length];
    for (int unit = 0; unit < hidden.length; unit++) {
      double[] weights = hidden[unit];
      double sum = weights[features.length];
      for (int i = 0; i < features.length; i++) {
        sum += weights[i] * features[i];
      }
      odds += output[unit] * Math.tanh(sum);
    }
    return odds;
  }

  double groupLogOdds(List<String> names) {
    double[] scores =
        names.stream().mapToDouble(name -> nameLogOdds(NameFeatures.of(name))).toArray();
    double[] features = GroupFeatures.of(names, scores);
    double odds = group[features.length];
    for (int i = 0; i < features.length; i++) {
      odds += group[i] * (features[i] - groupMean[i]) / groupDeviation[i];
    }
    return odds;
  }

  private static double logistic(double odds) {
    return 1 / (1 + Math.exp(-odds));
  }
}
