package io.logstream.console.query;

import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.core.FlattenGraphFilter;
import org.apache.lucene.analysis.miscellaneous.WordDelimiterGraphFilter;
import org.apache.lucene.analysis.miscellaneous.WordDelimiterIterator;
import org.apache.lucene.analysis.standard.StandardTokenizer;

/**
 * The analyser of text, the same that the index template declares as {@code log_text} and {@code
 * log_text_query}. An integration test holds the two together.
 */
final class LogText extends Analyzer {

  static final Analyzer INDEX = new LogText(true);
  static final Analyzer QUERY = new LogText(false);

  private static final int PARTS =
      WordDelimiterGraphFilter.PRESERVE_ORIGINAL
          | WordDelimiterGraphFilter.GENERATE_WORD_PARTS
          | WordDelimiterGraphFilter.GENERATE_NUMBER_PARTS
          | WordDelimiterGraphFilter.SPLIT_ON_CASE_CHANGE;

  private final boolean flat;

  private LogText(boolean flat) {
    this.flat = flat;
  }

  @Override
  protected TokenStreamComponents createComponents(String fieldName) {
    StandardTokenizer tokenizer = new StandardTokenizer();
    boolean adjustOffsets = true;
    TokenStream tokens =
        new LowerCaseFilter(
            new WordDelimiterGraphFilter(
                tokenizer,
                adjustOffsets,
                WordDelimiterIterator.DEFAULT_WORD_DELIM_TABLE,
                PARTS,
                null));
    return new TokenStreamComponents(tokenizer, flat ? new FlattenGraphFilter(tokens) : tokens);
  }
}
