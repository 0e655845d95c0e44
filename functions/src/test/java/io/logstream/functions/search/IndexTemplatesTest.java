package io.logstream.functions.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.logstream.functions.event.EcsField;
import org.junit.jupiter.api.Test;

class IndexTemplatesTest {

  @Test
  void every_field_of_the_schema_is_mapped_in_a_strict_object() {
    JsonNode properties = IndexTemplates.mappings().at("/template/mappings/properties");
    for (EcsField field : EcsField.values()) {
      JsonNode place = properties;
      for (String segment : field.segments()) {
        place = place.path(segment);
        if (place.has("properties")) {
          place = place.path("properties");
        }
      }
      assertThat(place.path("type").asText()).as(field.path()).isNotEmpty();
      if (field.segments().size() > 1) {
        assertThat(properties.path(field.segments().get(0)).path("dynamic").asText())
            .as(field.path())
            .isEqualTo("strict");
      }
    }
  }

  @Test
  void types_are_those_of_the_schema() {
    JsonNode properties = IndexTemplates.mappings().at("/template/mappings/properties");

    assertThat(properties.at("/source/properties/ip/type").asText()).isEqualTo("ip");
    assertThat(properties.at("/@timestamp/type").asText()).isEqualTo("date_nanos");
    assertThat(properties.at("/labels/type").asText()).isEqualTo("flattened");
    assertThat(properties.at("/message/analyzer").asText()).isEqualTo("log_text");
    assertThat(properties.at("/url/properties/path/fields/text/type").asText()).isEqualTo("text");
    assertThat(properties.at("/event/properties/original/index").asBoolean(true)).isFalse();
  }

  @Test
  void the_operators_own_template_wins_where_it_exists() {
    assertThat(IndexTemplates.indexTemplate().at("/composed_of/2").asText())
        .isEqualTo("logstream-logs@custom");
    assertThat(IndexTemplates.indexTemplate().at("/ignore_missing_component_templates/0").asText())
        .isEqualTo("logstream-logs@custom");
  }
}
