package io.logstream.cep.pattern;

import java.util.EnumSet;
import java.util.Set;

/** What the events of one match have in common. */
public enum Key {
  /** A service; steps may be its own or its neighbours'. */
  SERVICE(EnumSet.of(Relation.SELF, Relation.CALLER, Relation.CALLEE)),
  /** A host. */
  HOST(EnumSet.of(Relation.SELF)),
  /** A trace. */
  TRACE(EnumSet.of(Relation.SELF)),
  /** An address, which events are from or towards. */
  ADDRESS(EnumSet.of(Relation.SOURCE, Relation.DESTINATION));

  private final Set<Relation> relations;

  Key(Set<Relation> relations) {
    this.relations = relations;
  }

  /** How an event may be related to what the key names; the first is usual. */
  public Set<Relation> relations() {
    return relations;
  }

  /** The relation of a step that states none. */
  Relation usual() {
    return relations.iterator().next();
  }
}
