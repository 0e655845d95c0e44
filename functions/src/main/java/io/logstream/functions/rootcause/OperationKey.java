package io.logstream.functions.rootcause;

/** An operation of a service, such as a route; empty where the service's lines alone are known. */
public record OperationKey(String service, String operation) {}
