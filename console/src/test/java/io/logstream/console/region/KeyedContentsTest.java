package io.logstream.console.region;

import static org.assertj.core.api.Assertions.assertThat;

import io.logstream.console.region.KeyedContents.Side;
import org.junit.jupiter.api.Test;

class KeyedContentsTest {

  private static final long GRACE = 5_000;

  private final KeyedContents contents = new KeyedContents(GRACE);

  @Test
  void keysDifferWhoseLastValuesDo() {
    contents.put(Side.OWN, "same", 1L, 0);
    contents.put(Side.PEER, "same", 1L, 0);
    contents.put(Side.OWN, "here", 1L, 0);
    contents.put(Side.PEER, "there", 1L, 0);
    contents.put(Side.OWN, "other", 1L, 0);
    contents.put(Side.PEER, "other", 2L, 0);

    assertThat(contents.differing(GRACE)).containsExactly("here", "other", "there");
    assertThat(contents.size()).isEqualTo(3);
  }

  @Test
  void aKeyIsComparedWhenItWasQuietForTheGrace() {
    contents.put(Side.OWN, "key", 1L, 0);

    assertThat(contents.differing(GRACE - 1)).isEmpty();
    assertThat(contents.differing(GRACE)).containsExactly("key");
    // The same value again, with its stamp, is no change.
    contents.put(Side.OWN, "key", 1L, GRACE);
    assertThat(contents.differing(GRACE)).containsExactly("key");
  }

  @Test
  void whatWasRemovedInBothIsTheSame() {
    contents.put(Side.OWN, "key", 1L, 0);
    contents.put(Side.OWN, "key", null, 0);
    assertThat(contents.differing(GRACE)).isEmpty();
    contents.put(Side.PEER, "key", 1L, 0);
    assertThat(contents.differing(GRACE)).containsExactly("key");
  }
}
