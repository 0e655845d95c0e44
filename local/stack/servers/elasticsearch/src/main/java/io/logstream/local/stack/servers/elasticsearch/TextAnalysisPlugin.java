package io.logstream.local.stack.servers.elasticsearch;

import java.util.Map;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.core.FlattenGraphFilter;
import org.apache.lucene.analysis.miscellaneous.WordDelimiterGraphFilter;
import org.apache.lucene.analysis.miscellaneous.WordDelimiterIterator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.index.analysis.AbstractTokenFilterFactory;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.elasticsearch.plugins.AnalysisPlugin;
import org.elasticsearch.plugins.Plugin;

/**
 * The token filters {@code word_delimiter_graph} and {@code flatten_graph}, which every
 * Elasticsearch has from a module that is not published; the index template of the log indices uses
 * them. Of the first, the settings that the template gives and their neighbours; each behaves as
 * its original does.
 */
public final class TextAnalysisPlugin extends Plugin implements AnalysisPlugin {

  @Override
  public Map<String, AnalysisProvider<TokenFilterFactory>> getTokenFilters() {
    return Map.of(
        "word_delimiter_graph",
        (index, environment, name, settings) -> new WordDelimiterGraph(name, settings),
        "flatten_graph",
        (index, environment, name, settings) -> new FlattenGraph(name, settings));
  }

  private static final class WordDelimiterGraph extends AbstractTokenFilterFactory {
    private final int flags;

    WordDelimiterGraph(String name, Settings settings) {
      super(name, settings);
      flags =
          flag(settings, "generate_word_parts", true, WordDelimiterGraphFilter.GENERATE_WORD_PARTS)
              | flag(
                  settings,
                  "generate_number_parts",
                  true,
                  WordDelimiterGraphFilter.GENERATE_NUMBER_PARTS)
              | flag(settings, "catenate_words", false, WordDelimiterGraphFilter.CATENATE_WORDS)
              | flag(settings, "catenate_numbers", false, WordDelimiterGraphFilter.CATENATE_NUMBERS)
              | flag(settings, "catenate_all", false, WordDelimiterGraphFilter.CATENATE_ALL)
              | flag(
                  settings,
                  "split_on_case_change",
                  true,
                  WordDelimiterGraphFilter.SPLIT_ON_CASE_CHANGE)
              | flag(
                  settings, "split_on_numerics", true, WordDelimiterGraphFilter.SPLIT_ON_NUMERICS)
              | flag(
                  settings, "preserve_original", false, WordDelimiterGraphFilter.PRESERVE_ORIGINAL)
              | flag(
                  settings,
                  "stem_english_possessive",
                  true,
                  WordDelimiterGraphFilter.STEM_ENGLISH_POSSESSIVE);
    }

    private static int flag(Settings settings, String name, boolean otherwise, int flag) {
      return settings.getAsBoolean(name, otherwise) ? flag : 0;
    }

    @Override
    public TokenStream create(TokenStream tokens) {
      boolean adjustOffsets = true;
      return new WordDelimiterGraphFilter(
          tokens, adjustOffsets, WordDelimiterIterator.DEFAULT_WORD_DELIM_TABLE, flags, null);
    }
  }

  private static final class FlattenGraph extends AbstractTokenFilterFactory {

    FlattenGraph(String name, Settings settings) {
      super(name, settings);
    }

    @Override
    public TokenStream create(TokenStream tokens) {
      return new FlattenGraphFilter(tokens);
    }
  }
}
