# docker build -f docker/jobs.Dockerfile -t logstream-jobs:0.1.0 .
# Flink with the jobs' jar in it: the image of JobManager, TaskManager and SQL gateway, here and on Kubernetes.
FROM eclipse-temurin:17.0.16_8-jdk-noble AS build
WORKDIR /src
COPY . .
RUN ./mvnw -q -B -ntp -DskipTests -Dspotless.check.skip=true -pl jobs -am package

FROM flink:2.3.0-java17
COPY --from=build --chown=flink:flink /src/jobs/target/logstream-jobs.jar /opt/flink/usrlib/logstream-jobs.jar
COPY --chown=flink:flink sql /opt/logstream/sql
COPY --chown=flink:flink flink-conf /opt/logstream/flink-conf
COPY --chown=flink:flink docker/configure-flink.sh docker/submit-jobs.sh /opt/logstream/
USER flink
