package io.logstream.local.stack;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * What a command that starts a stack leaves for those after it: the options that it started with,
 * and, while it works, a lock.
 */
public final class StackNotes {

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private final StackFolder folder;

  public StackNotes(Path folder) {
    this.folder = new StackFolder(folder);
  }

  /** The options of the last start; empty if there was none in this folder. */
  public Optional<StackOptions> options() {
    Path file = folder.options();
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readValue(file.toFile(), StackOptions.class));
    } catch (IOException e) {
      throw new StackException(
          "%s is not what this version wrote: %s".formatted(file, e.getMessage()), e);
    }
  }

  public void write(StackOptions options) {
    try {
      JSON.writeValue(folder.options().toFile(), options);
    } catch (IOException e) {
      throw new StackException("cannot write " + folder.options() + ": " + e.getMessage(), e);
    }
  }

  /** Runs the action while no other command starts or ends this stack. */
  public void exclusively(Runnable action) {
    try (FileChannel channel =
            FileChannel.open(folder.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = tryLock(channel)) {
      if (lock == null) {
        throw new StackException(
            "another command is starting or ending the stack in " + folder.root());
      }
      action.run();
    } catch (IOException e) {
      throw new StackException("cannot lock " + folder.lock() + ": " + e.getMessage(), e);
    }
  }

  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }
}
