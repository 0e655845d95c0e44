package org.elasticsearch.plugins;

import java.util.List;
import org.elasticsearch.Build;
import org.elasticsearch.action.admin.cluster.node.info.PluginsAndModules;
import org.elasticsearch.env.Environment;

/** Plugins that are plain classes on the class path. */
public final class ClassPathPlugins extends PluginsService {

  /** Null while the constructor above this class runs, which asks for the plugins already. */
  private final List<LoadedPlugin> loaded;

  public ClassPathPlugins(
      Environment environment, PluginsLoader noModules, List<Class<? extends Plugin>> plugins) {
    super(environment.settings(), environment.configDir(), noModules);
    this.loaded =
        plugins.stream()
            .map(
                plugin ->
                    new LoadedPlugin(
                        descriptor(plugin),
                        loadPlugin(plugin, environment.settings(), environment.configDir()),
                        plugin.getClassLoader()))
            .toList();
    loadExtensions(loaded);
  }

  @Override
  protected List<LoadedPlugin> plugins() {
    return loaded == null ? List.of() : loaded;
  }

  @Override
  public PluginsAndModules info() {
    return new PluginsAndModules(
        loaded.stream().map(plugin -> new PluginRuntimeInfo(plugin.descriptor())).toList(),
        List.of());
  }

  private static PluginDescriptor descriptor(Class<? extends Plugin> plugin) {
    String anyElasticsearch = Build.current().version();
    return new PluginDescriptor(
        plugin.getSimpleName(),
        "on the class path of the embedded node",
        "NA",
        anyElasticsearch,
        System.getProperty("java.specification.version"),
        plugin.getName(),
        null,
        List.of(),
        false,
        false,
        false,
        false);
  }
}
