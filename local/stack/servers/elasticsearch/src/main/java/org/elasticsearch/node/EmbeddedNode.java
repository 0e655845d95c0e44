package org.elasticsearch.node;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.elasticsearch.env.Environment;
import org.elasticsearch.plugins.ClassPathPlugins;
import org.elasticsearch.plugins.Plugin;
import org.elasticsearch.plugins.PluginsLoader;
import org.elasticsearch.plugins.PluginsService;

/**
 * Elasticsearch's own node with its plugins taken from the class path instead of the {@code
 * modules/} folder of a distribution.
 *
 * <p>It lives in Elasticsearch's package because the constructor that it needs is visible there
 * only. That ties it to one version of Elasticsearch, which the build pins.
 */
public final class EmbeddedNode extends Node {

  public EmbeddedNode(Environment environment, List<Class<? extends Plugin>> plugins) {
    super(
        NodeConstruction.prepareConstruction(
            environment, noModules(), new WithPluginsOf(plugins), true));
  }

  private static PluginsLoader noModules() {
    boolean withServerExports = false; // those are for plugins in module layers; there are none
    return PluginsLoader.createPluginsLoader(Set.of(), Set.of(), Map.of(), withServerExports);
  }

  private static final class WithPluginsOf extends NodeServiceProvider {
    private final List<Class<? extends Plugin>> plugins;

    WithPluginsOf(List<Class<? extends Plugin>> plugins) {
      this.plugins = plugins;
    }

    @Override
    PluginsService newPluginService(Environment environment, PluginsLoader loader) {
      return new ClassPathPlugins(environment, loader, plugins);
    }
  }
}
