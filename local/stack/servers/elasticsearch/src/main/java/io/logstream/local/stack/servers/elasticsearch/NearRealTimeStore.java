package io.logstream.local.stack.servers.elasticsearch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.LockFactory;
import org.apache.lucene.store.NRTCachingDirectory;
import org.elasticsearch.cluster.metadata.IndexMetadata;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.index.IndexModule;
import org.elasticsearch.index.IndexSettings;
import org.elasticsearch.index.store.FsDirectoryFactory;

/**
 * Directories in which a segment that a refresh writes stays in memory until a commit or a merge
 * takes it to a file.
 *
 * <p>A refresh writes a segment of some twenty files and opens it. With a refresh every 20 ms most
 * segments hold a few dozen documents and are merged away within a second: their files are made to
 * be deleted, and making them is most of what a refresh costs. Nothing that was acknowledged
 * depends on them: until a commit, which writes and syncs them here as elsewhere, the translog has
 * the documents, and a node that is killed replays it.
 */
final class NearRealTimeStore extends FsDirectoryFactory {

  /** A merge whose outcome is expected to be larger goes to a file. */
  private static final double LARGEST_MERGE_MIB = 4;

  /** Of one shard; the segments of the tiers below the largest merge fit. */
  private static final double LARGEST_SHARD_MIB = 24;

  private final Set<Cached> open = ConcurrentHashMap.newKeySet();
  private final long budget;

  /**
   * @param budget bytes of heap for the files of all shards together; beyond it they are written at
   *     once
   */
  NearRealTimeStore(long budget) {
    this.budget = budget;
  }

  @Override
  protected Directory newFSDirectory(Path location, LockFactory locks, IndexSettings settings)
      throws IOException {
    return new Cached(super.newFSDirectory(location, locks, inFiles(settings)));
  }

  private static IndexSettings inFiles(IndexSettings settings) {
    Settings files =
        Settings.builder()
            .put(settings.getSettings())
            .put(
                IndexModule.INDEX_STORE_TYPE_SETTING.getKey(),
                IndexModule.Type.HYBRIDFS.getSettingsKey())
            .build();
    IndexMetadata metadata =
        IndexMetadata.builder(settings.getIndexMetadata()).settings(files).build();
    return new IndexSettings(metadata, settings.getNodeSettings());
  }

  private final class Cached extends NRTCachingDirectory {

    Cached(Directory files) {
      super(files, LARGEST_MERGE_MIB, LARGEST_SHARD_MIB);
      open.add(this);
    }

    @Override
    protected boolean doCacheWrite(String name, IOContext context) {
      return super.doCacheWrite(name, context)
          && open.stream().mapToLong(NRTCachingDirectory::ramBytesUsed).sum() < budget;
    }

    @Override
    public void close() throws IOException {
      open.remove(this);
      super.close();
    }
  }
}
