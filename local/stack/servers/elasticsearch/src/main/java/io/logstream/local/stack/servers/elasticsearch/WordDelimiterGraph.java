package io.logstream.local.stack.servers.elasticsearch;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.miscellaneous.WordDelimiterGraphFilter;
import org.apache.lucene.analysis.miscellaneous.WordDelimiterIterator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.index.analysis.AbstractTokenFilterFactory;

/**
 * The token filter {@code word_delimiter_graph} with the settings and defaults that Elasticsearch
 * documents for it, tables of character types left out.
 */
final class WordDelimiterGraph extends AbstractTokenFilterFactory {

  private static final boolean ON = true;
  private static final boolean OFF = false;

  private record Flag(int bit, boolean byDefault) {}

  private static final Map<String, Flag> FLAGS = new LinkedHashMap<>();

  static {
    FLAGS.put("generate_word_parts", new Flag(WordDelimiterGraphFilter.GENERATE_WORD_PARTS, ON));
    FLAGS.put(
        "generate_number_parts", new Flag(WordDelimiterGraphFilter.GENERATE_NUMBER_PARTS, ON));
    FLAGS.put("catenate_words", new Flag(WordDelimiterGraphFilter.CATENATE_WORDS, OFF));
    FLAGS.put("catenate_numbers", new Flag(WordDelimiterGraphFilter.CATENATE_NUMBERS, OFF));
    FLAGS.put("catenate_all", new Flag(WordDelimiterGraphFilter.CATENATE_ALL, OFF));
    FLAGS.put("split_on_case_change", new Flag(WordDelimiterGraphFilter.SPLIT_ON_CASE_CHANGE, ON));
    FLAGS.put("split_on_numerics", new Flag(WordDelimiterGraphFilter.SPLIT_ON_NUMERICS, ON));
    FLAGS.put("preserve_original", new Flag(WordDelimiterGraphFilter.PRESERVE_ORIGINAL, OFF));
    FLAGS.put(
        "stem_english_possessive", new Flag(WordDelimiterGraphFilter.STEM_ENGLISH_POSSESSIVE, ON));
    FLAGS.put("ignore_keywords", new Flag(WordDelimiterGraphFilter.IGNORE_KEYWORDS, OFF));
  }

  private final int flags;
  private final boolean adjustOffsets;
  private final CharArraySet protectedWords;

  WordDelimiterGraph(String name, Settings settings) {
    super(name, settings);
    int set = 0;
    for (Map.Entry<String, Flag> flag : FLAGS.entrySet()) {
      if (settings.getAsBoolean(flag.getKey(), flag.getValue().byDefault())) {
        set |= flag.getValue().bit();
      }
    }
    this.flags = set;
    this.adjustOffsets = settings.getAsBoolean("adjust_offsets", ON);
    List<String> words = settings.getAsList("protected_words");
    this.protectedWords = words.isEmpty() ? null : new CharArraySet(new HashSet<>(words), false);
  }

  @Override
  public TokenStream create(TokenStream tokens) {
    return new WordDelimiterGraphFilter(
        tokens,
        adjustOffsets,
        WordDelimiterIterator.DEFAULT_WORD_DELIM_TABLE,
        flags,
        protectedWords);
  }
}
