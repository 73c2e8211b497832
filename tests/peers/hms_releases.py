"""What a metastore of each release consists of. The distributions lack Hadoop and some libraries that only
show to be missing at the first call that needs them."""
import collections

HADOOP = "3.3.6"
Release = collections.namedtuple("Release", "distribution jars settings schema_tool")

COMMON = [
    f"org.apache.hadoop:hadoop-client-api:{HADOOP}", f"org.apache.hadoop:hadoop-client-runtime:{HADOOP}",
    "org.slf4j:slf4j-api:1.7.36", "commons-logging:commons-logging:1.2", "commons-cli:commons-cli:1.5.0",
    "commons-collections:commons-collections:3.2.2", "javax.servlet:javax.servlet-api:3.1.0",
    "commons-io:commons-io:2.11.0", "org.codehaus.jackson:jackson-core-asl:1.9.13",
    "org.codehaus.jackson:jackson-mapper-asl:1.9.13",
]

# 2.3 has no distribution of the metastore alone.
ALONE_2_3 = [
    "org.apache.hive:hive-metastore:2.3.9", "org.apache.hive:hive-common:2.3.9", "org.apache.hive:hive-serde:2.3.9",
    "org.apache.hive:hive-exec:2.3.9:core", "org.apache.hive:hive-storage-api:2.4.0",
    "org.apache.hive.shims:hive-shims-common:2.3.9", "org.apache.hive.shims:hive-shims-0.23:2.3.9",
    "org.datanucleus:datanucleus-api-jdo:4.2.4", "org.datanucleus:datanucleus-core:4.1.17",
    "org.datanucleus:datanucleus-rdbms:4.1.19", "org.datanucleus:javax.jdo:3.2.0-m3",
    "javax.transaction:transaction-api:1.1", "com.zaxxer:HikariCP:2.5.1", "org.apache.derby:derby:10.14.2.0",
    "commons-pool:commons-pool:1.5.4", "commons-dbcp:commons-dbcp:1.4", "com.jolbox:bonecp:0.8.0.RELEASE",
    "org.apache.thrift:libthrift:0.9.3", "org.apache.thrift:libfb303:0.9.3", "org.antlr:antlr-runtime:3.5.2",
    "commons-lang:commons-lang:2.6", "org.apache.commons:commons-lang3:3.9", "commons-codec:commons-codec:1.15",
    "com.google.guava:guava:14.0.1", "org.apache.logging.log4j:log4j-1.2-api:2.17.1",
    "org.apache.logging.log4j:log4j-api:2.17.1", "org.apache.logging.log4j:log4j-core:2.17.1",
    "org.apache.logging.log4j:log4j-slf4j-impl:2.17.1", "com.fasterxml.jackson.core:jackson-databind:2.12.7",
    "com.fasterxml.jackson.core:jackson-core:2.12.7", "com.fasterxml.jackson.core:jackson-annotations:2.12.7",
]

# Their defaults name classes of other jars.
NO_TASKS = {
    "metastore.expression.proxy": "org.apache.hadoop.hive.metastore.DefaultPartitionExpressionProxy",
    "metastore.task.threads.always": "org.apache.hadoop.hive.metastore.events.EventCleanerTask",
    "metastore.task.threads.remote": "org.apache.hadoop.hive.metastore.events.EventCleanerTask",
}
READER = {"metastore.storage.schema.reader.impl": "org.apache.hadoop.hive.metastore.SerDeStorageSchemaReader"}
MADE_BY_ITSELF = {"datanucleus.schema.autoCreateAll": "true", "hive.metastore.schema.verification": "false"}
TOOLS = "org.apache.hadoop.hive.metastore.tools"

RELEASES = {
    "2.3": Release(None, ALONE_2_3, MADE_BY_ITSELF, None),
    "3.1": Release(("hive-standalone-metastore", "3.1.3"), [], {**NO_TASKS, **READER}, f"{TOOLS}.MetastoreSchemaTool"),
    "4.0": Release(("hive-standalone-metastore-server", "4.0.1"),
                   [f"org.apache.hadoop:hadoop-hdfs:{HADOOP}", "org.apache.httpcomponents:httpclient:4.5.13",
                    "com.google.code.gson:gson:2.9.0"],
                   NO_TASKS, f"{TOOLS}.schematool.MetastoreSchemaTool"),
}
