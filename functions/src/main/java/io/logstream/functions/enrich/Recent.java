package io.logstream.functions.enrich;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** What a function gave for the arguments of late: the least recently asked is forgotten first. */
final class Recent<K, V> {

  private final LinkedHashMap<K, V> kept;
  private final Function<K, V> function;

  Recent(int size, Function<K, V> function) {
    this.function = function;
    kept =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > size;
          }
        };
  }

  V get(K key) {
    V value = kept.get(key);
    if (value == null) {
      value = function.apply(key);
      kept.put(key, value);
    }
    return value;
  }
}
