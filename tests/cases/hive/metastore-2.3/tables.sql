-- Tables of a Hive metastore, schema 2.3: the columns and indexes that a checker may touch, and the rows of
-- the object set (objects.json) as a real metastore wrote them. No backslash stands for itself.
CREATE TABLE VERSION (
  VER_ID bigint(20) NOT NULL,
  SCHEMA_VERSION varchar(127) CHARACTER SET latin1 COLLATE latin1_swedish_ci NOT NULL,
  PRIMARY KEY (VER_ID)
) ENGINE=InnoDB ROW_FORMAT=Dynamic COLLATE=latin1_swedish_ci;
INSERT INTO VERSION (VER_ID,SCHEMA_VERSION) VALUES
(1,'2.3.0');
CREATE TABLE DBS (
  DB_ID bigint(20) NOT NULL,
  NAME varchar(128) CHARACTER SET latin1 COLLATE latin1_bin,
  PRIMARY KEY (DB_ID),
  UNIQUE KEY UNIQUE_DATABASE (NAME)
) ENGINE=InnoDB ROW_FORMAT=Dynamic COLLATE=latin1_swedish_ci;
INSERT INTO DBS (DB_ID,NAME) VALUES
(1,'default'),
(2,'dc'),
(3,'dc_loc'),
(4,'dc_upper'),
(5,'dc_ods'),
(6,'dc_empty'),
(7,'spk');
CREATE TABLE TBLS (
  TBL_ID bigint(20) NOT NULL,
  DB_ID bigint(20),
  SD_ID bigint(20),
  TBL_NAME varchar(256) CHARACTER SET latin1 COLLATE latin1_bin,
  TBL_TYPE varchar(128) CHARACTER SET latin1 COLLATE latin1_bin,
  PRIMARY KEY (TBL_ID),
  KEY TBLS_N49 (DB_ID),
  KEY TBLS_N50 (SD_ID),
  UNIQUE KEY UNIQUETABLE (TBL_NAME,DB_ID)
) ENGINE=InnoDB ROW_FORMAT=Dynamic COLLATE=latin1_swedish_ci;
INSERT INTO TBLS (TBL_ID,DB_ID,SD_ID,TBL_NAME,TBL_TYPE) VALUES
(1,2,1,'plain','MANAGED_TABLE'),
(2,2,2,'plain_empty','MANAGED_TABLE'),
(3,2,3,'ext','EXTERNAL_TABLE'),
(4,2,4,'ext_nodir','EXTERNAL_TABLE'),
(5,2,5,'mixedcase','MANAGED_TABLE'),
(6,3,6,'t_in_located_db','MANAGED_TABLE'),
(7,4,7,'tb','MANAGED_TABLE'),
(8,5,8,'tb','MANAGED_TABLE'),
(9,2,10,'v_view','VIRTUAL_VIEW'),
(10,2,11,'v_part_view','VIRTUAL_VIEW'),
(11,2,12,'mv_plain','MATERIALIZED_VIEW'),
(12,2,13,'ice','EXTERNAL_TABLE'),
(13,2,14,'ice_empty','EXTERNAL_TABLE'),
(14,2,15,'hudi','EXTERNAL_TABLE'),
(15,2,17,'delta','EXTERNAL_TABLE'),
(16,2,18,'p_str','MANAGED_TABLE'),
(17,2,40,'p_esc','MANAGED_TABLE'),
(18,2,98,'p_uni','MANAGED_TABLE'),
(19,2,100,'p_int','MANAGED_TABLE'),
(20,2,105,'p_date','MANAGED_TABLE'),
(21,2,108,'p_ts','MANAGED_TABLE'),
(22,2,112,'p_dec','MANAGED_TABLE'),
(23,2,115,'p_two','MANAGED_TABLE'),
(24,2,156,'p_three','MANAGED_TABLE'),
(25,2,159,'p_upkey','MANAGED_TABLE'),
(26,2,161,'p_none','MANAGED_TABLE'),
(27,2,162,'p_order','MANAGED_TABLE'),
(28,7,169,'one','MANAGED_TABLE'),
(29,7,188,'ti','MANAGED_TABLE'),
(30,7,192,'td','MANAGED_TABLE'),
(31,7,196,'tt','MANAGED_TABLE'),
(32,7,199,'tn','MANAGED_TABLE'),
(33,7,202,'tb','MANAGED_TABLE'),
(34,7,204,'pq','MANAGED_TABLE'),
(35,7,206,'two','MANAGED_TABLE'),
(36,7,208,'plain','MANAGED_TABLE'),
(37,7,209,'plain0','MANAGED_TABLE'),
(38,7,210,'v','VIRTUAL_VIEW');
CREATE TABLE PARTITION_KEYS (
  TBL_ID bigint(20) NOT NULL,
  PKEY_NAME varchar(128) CHARACTER SET latin1 COLLATE latin1_bin NOT NULL,
  PKEY_TYPE varchar(767) CHARACTER SET latin1 COLLATE latin1_bin NOT NULL,
  INTEGER_IDX int(11) NOT NULL,
  KEY PARTITION_KEYS_N49 (TBL_ID),
  PRIMARY KEY (TBL_ID,PKEY_NAME)
) ENGINE=InnoDB ROW_FORMAT=Dynamic COLLATE=latin1_swedish_ci;
INSERT INTO PARTITION_KEYS (TBL_ID,PKEY_NAME,PKEY_TYPE,INTEGER_IDX) VALUES
(8,'ds','string',0),
(10,'ds','string',0),
(14,'dt','string',0),
(16,'ds','string',0),
(17,'v','string',0),
(18,'city','string',0),
(19,'h','int',0),
(20,'d','date',0),
(21,'t','timestamp',0),
(22,'x','decimal(10,2)',0),
(23,'ds','string',0),
(23,'hh','string',1),
(24,'d','int',2),
(24,'m','int',1),
(24,'y','int',0),
(25,'ds','string',0),
(26,'ds','string',0),
(27,'ds','string',0),
(28,'ds','string',0),
(29,'h','int',0),
(30,'d','date',0),
(31,'t','timestamp',0),
(32,'x','decimal(10,2)',0),
(33,'f','boolean',0),
(34,'ds','string',0),
(35,'ds','string',0),
(35,'hh','string',1);
CREATE TABLE PARTITIONS (
  PART_ID bigint(20) NOT NULL,
  PART_NAME varchar(767) CHARACTER SET latin1 COLLATE latin1_bin,
  SD_ID bigint(20),
  TBL_ID bigint(20),
  KEY PARTITIONS_N49 (TBL_ID),
  KEY PARTITIONS_N50 (SD_ID),
  PRIMARY KEY (PART_ID),
  UNIQUE KEY UNIQUEPARTITION (PART_NAME,TBL_ID)
) ENGINE=InnoDB ROW_FORMAT=Dynamic COLLATE=latin1_swedish_ci;
CREATE TABLE PARTITION_PARAMS (
  PART_ID bigint(20) NOT NULL,
  PARAM_KEY varchar(256) CHARACTER SET latin1 COLLATE latin1_bin NOT NULL,
  PARAM_VALUE varchar(4000) CHARACTER SET latin1 COLLATE latin1_bin,
  KEY PARTITION_PARAMS_N49 (PART_ID),
  PRIMARY KEY (PART_ID,PARAM_KEY)
) ENGINE=InnoDB ROW_FORMAT=Dynamic COLLATE=latin1_swedish_ci;
CREATE TABLE TABLE_PARAMS (
  TBL_ID bigint(20) NOT NULL,
  PARAM_KEY varchar(256) CHARACTER SET latin1 COLLATE latin1_bin NOT NULL,
  PARAM_VALUE mediumtext CHARACTER SET latin1 COLLATE latin1_swedish_ci,
  PRIMARY KEY (TBL_ID,PARAM_KEY),
  KEY TABLE_PARAMS_N49 (TBL_ID)
) ENGINE=InnoDB ROW_FORMAT=Dynamic COLLATE=latin1_swedish_ci;
INSERT INTO TABLE_PARAMS (TBL_ID,PARAM_KEY,PARAM_VALUE) VALUES
(12,'current-snapshot-id','4411'),
(12,'current-snapshot-summary','{"added-records":"7","total-records":"7","total-data-files":"1"}'),
(12,'current-snapshot-timestamp-ms','1709200000000'),
(12,'table_type','ICEBERG'),
(13,'current-snapshot-id','-1'),
(13,'table_type','iceberg'),
(14,'last_commit_time_sync','20240229103000123'),
(14,'spark.sql.sources.provider','hudi'),
(15,'spark.sql.sources.provider','delta'),
(34,'spark.sql.partitionProvider','catalog'),
(34,'spark.sql.sources.provider','parquet'),
(36,'numFiles','1'),
(36,'spark.sql.statistics.numRows','1'),
(36,'spark.sql.statistics.totalSize','2'),
(36,'totalSize','2'),
(37,'numFiles','1'),
(37,'totalSize','0');
CREATE TABLE SDS (
  SD_ID bigint(20) NOT NULL,
  LOCATION varchar(4000) CHARACTER SET latin1 COLLATE latin1_bin,
  PRIMARY KEY (SD_ID)
) ENGINE=InnoDB ROW_FORMAT=Dynamic COLLATE=latin1_swedish_ci;
CREATE TABLE TXNS (
  TXN_ID bigint(20) NOT NULL,
  TXN_STATE char(1) CHARACTER SET latin1 COLLATE latin1_swedish_ci NOT NULL,
  PRIMARY KEY (TXN_ID)
) ENGINE=InnoDB ROW_FORMAT=Dynamic COLLATE=latin1_swedish_ci;
CREATE TABLE TXN_COMPONENTS (
  TC_TXNID bigint(20),
  TC_DATABASE varchar(128) CHARACTER SET latin1 COLLATE latin1_swedish_ci NOT NULL,
  TC_TABLE varchar(128) CHARACTER SET latin1 COLLATE latin1_swedish_ci,
  TC_PARTITION varchar(767) CHARACTER SET latin1 COLLATE latin1_swedish_ci,
  KEY TC_TXNID_INDEX (TC_TXNID)
) ENGINE=InnoDB ROW_FORMAT=Dynamic COLLATE=latin1_swedish_ci;
CREATE TABLE COMPLETED_TXN_COMPONENTS (
  CTC_TXNID bigint(20),
  CTC_DATABASE varchar(128) CHARACTER SET latin1 COLLATE latin1_swedish_ci NOT NULL,
  CTC_TABLE varchar(256) CHARACTER SET latin1 COLLATE latin1_bin,
  CTC_PARTITION varchar(767) CHARACTER SET latin1 COLLATE latin1_swedish_ci
) ENGINE=InnoDB ROW_FORMAT=Dynamic COLLATE=latin1_swedish_ci;
