package io.logstream.local.stack;

/** A job as the cluster lists it. */
public record FlinkJob(String id, String name, JobState state) {}
