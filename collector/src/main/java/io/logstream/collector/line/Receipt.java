package io.logstream.collector.line;

/** What a receiver learns of a parcel, once, from any thread. Must not block. */
public interface Receipt {

  /** Tells nobody: for transports that have no acknowledgement. */
  Receipt NONE =
      new Receipt() {
        @Override
        public void stored() {}

        @Override
        public void abandoned(String why) {}
      };

  /** Every line is safe: in Kafka on all in-sync replicas, or forced to the disk of the spool. */
  void stored();

  /** Not stored, since the collector stops; the sender has to send again. */
  void abandoned(String why);
}
