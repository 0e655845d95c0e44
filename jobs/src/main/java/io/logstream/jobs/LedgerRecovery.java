package io.logstream.jobs;

import io.logstream.functions.payment.LedgerEntry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import javax.sql.XAConnection;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before the ledger's sink and, when a try of the job begins, rolls back what an earlier one
 * prepared and no checkpoint knows of. Such a transaction holds its keys: the same entries, which
 * come again, would wait for it without end.
 *
 * <p>The JDBC connector 4.0.0 means to do this and does not: it looks among the server's prepared
 * transactions for instances of its own class of identifiers, and the driver's are of another. Were
 * they not, its committer would roll back what it is about to commit.
 *
 * <p>Whose a transaction is, its identifier tells, which the connector makes: format 202; the job
 * (16 bytes) and subtask (4); the number of subtasks (4) and the checkpoint at which the
 * transaction began (8). One that began at the checkpoint that this try began from, or later, was
 * prepared for a later one, which is not complete. The jobs are this one and those whose state it
 * has: a job that is started anew from its checkpoint has another id.
 */
final class LedgerRecovery extends ProcessFunction<LedgerEntry, LedgerEntry>
    implements CheckpointedFunction {

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(LedgerRecovery.class);

  private static final int FORMAT = 202;
  private static final int JOB_BYTES = 16;
  private static final ListStateDescriptor<String> JOBS =
      new ListStateDescriptor<>("jobs", Types.STRING);

  private final LedgerConnection ledger;
  private transient ListState<String> state;
  private transient Set<String> jobs;

  LedgerRecovery(LedgerConnection ledger) {
    this.ledger = ledger;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    state = context.getOperatorStateStore().getUnionListState(JOBS);
    jobs = new HashSet<>(Set.of(getRuntimeContext().getJobInfo().getJobId().toHexString()));
    state.get().forEach(jobs::add);
    if (getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0) {
      rollBack(context.getRestoredCheckpointId().orElse(0));
    }
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    state.update(List.copyOf(jobs));
  }

  private void rollBack(long restored) throws SQLException, XAException, IOException {
    XAConnection connection = ledger.open().getXAConnection();
    try {
      XAResource resource = connection.getXAResource();
      for (Xid xid : resource.recover(XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN)) {
        if (isOf(jobs, restored, xid)) {
          resource.rollback(xid);
          LOG.warn(
              "rolled back {}, which was prepared behind checkpoint {} by a try that failed",
              name(xid),
              restored);
        } else if (xid.getFormatId() == FORMAT) {
          LOG.info("{} stands prepared: another job's, or about to be committed", name(xid));
        }
      }
    } finally {
      connection.close();
    }
  }

  /** Whether a prepared transaction is of one of these jobs and in no complete checkpoint. */
  static boolean isOf(Set<String> jobs, long restored, Xid xid) {
    byte[] global = xid.getGlobalTransactionId();
    byte[] branch = xid.getBranchQualifier();
    if (xid.getFormatId() != FORMAT
        || global.length < JOB_BYTES
        || branch.length < Integer.BYTES + Long.BYTES) {
      return false;
    }
    String job = HexFormat.of().formatHex(Arrays.copyOf(global, JOB_BYTES));
    long begun = ByteBuffer.wrap(branch).getLong(Integer.BYTES);
    return jobs.contains(job) && begun >= restored;
  }

  private static String name(Xid xid) {
    HexFormat hex = HexFormat.of();
    return "transaction "
        + hex.formatHex(xid.getGlobalTransactionId())
        + '/'
        + hex.formatHex(xid.getBranchQualifier());
  }

  @Override
  public void processElement(LedgerEntry entry, Context context, Collector<LedgerEntry> out) {
    out.collect(entry);
  }
}
