package io.logstream.local.stack.servers.elasticsearch;

import java.io.IOException;
import java.util.List;
import org.apache.lucene.util.Version;
import org.elasticsearch.Build;
import org.elasticsearch.action.admin.cluster.state.ClusterStateResponse;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.core.TimeValue;
import org.elasticsearch.rest.BaseRestHandler;
import org.elasticsearch.rest.RestRequest;
import org.elasticsearch.rest.RestResponse;
import org.elasticsearch.rest.RestStatus;
import org.elasticsearch.rest.action.RestResponseListener;
import org.elasticsearch.xcontent.XContentBuilder;

/** {@code GET /} and {@code HEAD /}: the node, its cluster and its version. */
final class RootHandler extends BaseRestHandler {

  private final String node;
  private final String cluster;

  RootHandler(Settings settings) {
    this.node = settings.get("node.name");
    this.cluster = settings.get("cluster.name");
  }

  @Override
  public String getName() {
    return "root_action";
  }

  @Override
  public List<Route> routes() {
    return List.of(new Route(RestRequest.Method.GET, "/"), new Route(RestRequest.Method.HEAD, "/"));
  }

  @Override
  protected RestChannelConsumer prepareRequest(RestRequest request, NodeClient client) {
    // As in the original, the state is asked of this node alone: it answers without a master too.
    return channel ->
        client
            .admin()
            .cluster()
            .prepareState(TimeValue.timeValueSeconds(1))
            .clear()
            .setMetadata(true)
            .setLocal(true)
            .execute(
                new RestResponseListener<>(channel) {
                  @Override
                  public RestResponse buildResponse(ClusterStateResponse state) throws IOException {
                    String clusterUuid = state.getState().metadata().clusterUUID();
                    return new RestResponse(
                        RestStatus.OK, describe(channel.newBuilder(), clusterUuid));
                  }
                });
  }

  private XContentBuilder describe(XContentBuilder json, String clusterUuid) throws IOException {
    Build build = Build.current();
    return json.startObject()
        .field("name", node)
        .field("cluster_name", cluster)
        .field("cluster_uuid", clusterUuid)
        .startObject("version")
        .field("number", build.version())
        .field("build_flavor", build.flavor())
        .field("build_type", build.type().displayName())
        .field("build_hash", build.hash())
        .field("build_date", build.date())
        .field("build_snapshot", build.isSnapshot())
        .field("lucene_version", Version.LATEST.toString())
        .field("minimum_wire_compatibility_version", build.minWireCompatVersion())
        .field("minimum_index_compatibility_version", build.minIndexCompatVersion())
        .endObject()
        .field("tagline", "You Know, for Search")
        .endObject();
  }
}
