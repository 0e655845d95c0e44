# docker build -f docker/exporter.Dockerfile -t logstream-exporter:0.1.0 .
FROM eclipse-temurin:17.0.16_8-jdk-noble AS build
WORKDIR /src
COPY . .
RUN ./mvnw -q -B -ntp -DskipTests -Dspotless.check.skip=true -pl local -am package dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=/src/local/target/lib \
 && cp local/target/logstream-local-*.jar local/target/lib/

FROM eclipse-temurin:17.0.16_8-jre-noble
RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/* \
 && groupadd --gid 10001 logstream && useradd --uid 10001 --gid 10001 --no-create-home logstream
COPY --from=build /src/local/target/lib /opt/logstream/lib
USER 10001:10001
EXPOSE 9465
ENTRYPOINT ["java", "-Xmx64m", "-cp", "/opt/logstream/lib/*", "io.logstream.local.exporter.Exporter"]
