package io.logstream.local;

import io.logstream.functions.event.Topics;
import io.logstream.local.stack.KafkaServer;
import io.logstream.local.stack.StackException;
import io.logstream.local.stack.StackSecurity.KafkaUser;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * What each user of a secured stack's Kafka may do; all else is refused. The collector, which
 * strangers send to, may add to what was received and read nothing.
 */
final class LocalRights {

  private static final String ANY = ResourcePattern.WILDCARD_RESOURCE;
  private static final String CLUSTER = "kafka-cluster";

  static final List<AclBinding> ALL =
      List.of(
          may(KafkaUser.COLLECTOR, ResourceType.TOPIC, Topics.LOGS_RAW, AclOperation.WRITE),
          may(KafkaUser.COLLECTOR, ResourceType.TOPIC, Topics.LOGS_DEAD, AclOperation.WRITE),
          may(KafkaUser.JOBS, ResourceType.TOPIC, ANY, AclOperation.READ),
          may(KafkaUser.JOBS, ResourceType.TOPIC, ANY, AclOperation.WRITE),
          may(KafkaUser.JOBS, ResourceType.GROUP, ANY, AclOperation.READ),
          may(KafkaUser.JOBS, ResourceType.TRANSACTIONAL_ID, ANY, AclOperation.WRITE),
          may(KafkaUser.JOBS, ResourceType.TRANSACTIONAL_ID, ANY, AclOperation.DESCRIBE),
          may(KafkaUser.CONSOLE, ResourceType.TOPIC, ANY, AclOperation.READ),
          may(KafkaUser.CONSOLE, ResourceType.TOPIC, Topics.FEEDBACK, AclOperation.WRITE),
          may(KafkaUser.CONSOLE, ResourceType.TOPIC, Topics.USER_ERASURES, AclOperation.WRITE),
          may(KafkaUser.CONSOLE, ResourceType.GROUP, ANY, AclOperation.DESCRIBE),
          may(KafkaUser.EXPORTER, ResourceType.CLUSTER, CLUSTER, AclOperation.DESCRIBE),
          may(KafkaUser.EXPORTER, ResourceType.TOPIC, ANY, AclOperation.DESCRIBE),
          may(KafkaUser.EXPORTER, ResourceType.GROUP, ANY, AclOperation.DESCRIBE),
          may(KafkaUser.EXPORTER, ResourceType.TRANSACTIONAL_ID, ANY, AclOperation.DESCRIBE));

  private LocalRights() {}

  private static AclBinding may(
      KafkaUser user, ResourceType type, String name, AclOperation operation) {
    return new AclBinding(
        new ResourcePattern(type, name, PatternType.LITERAL),
        new AccessControlEntry(user.principal(), "*", operation, AclPermissionType.ALLOW));
  }

  /** Gives the rights; those that are given already stay. */
  static void grant(KafkaServer kafka) {
    try (Admin admin = kafka.admin()) {
      admin.createAcls(ALL).all().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted while Kafka's users were given their rights", e);
    } catch (ExecutionException e) {
      throw new StackException("cannot give Kafka's users their rights: " + e.getCause(), e);
    }
  }
}
