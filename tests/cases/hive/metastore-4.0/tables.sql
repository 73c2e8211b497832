-- Tables of a Hive metastore, schema 4.0: the columns and indexes that a checker may touch, and the rows of
-- the object set (objects.json) as a real metastore wrote them. No backslash stands for itself.
CREATE TABLE VERSION (
  VER_ID bigint(20) NOT NULL,
  SCHEMA_VERSION varchar(127) CHARACTER SET latin1 COLLATE latin1_swedish_ci NOT NULL,
  PRIMARY KEY (VER_ID)
) ENGINE=InnoDB ROW_FORMAT=Dynamic COLLATE=latin1_swedish_ci;
INSERT INTO VERSION (VER_ID,SCHEMA_VERSION) VALUES
(1,'4.0.0');
CREATE TABLE CTLGS (
  CTLG_ID bigint(20) NOT NULL,
  NAME varchar(256) CHARACTER SET latin1 COLLATE latin1_swedish_ci,
  PRIMARY KEY (CTLG_ID),
  UNIQUE KEY UNIQUE_CATALOG (NAME)
) ENGINE=InnoDB ROW_FORMAT=Dynamic COLLATE=latin1_swedish_ci;
INSERT INTO CTLGS (CTLG_ID,NAME) VALUES
(1,'hive'),
(2,'cat2');
CREATE TABLE DBS (
  DB_ID bigint(20) NOT NULL,
  NAME varchar(128) CHARACTER SET latin1 COLLATE latin1_bin,
  CTLG_NAME varchar(256) CHARACTER SET latin1 COLLATE latin1_swedish_ci NOT NULL,
  TYPE varchar(32) CHARACTER SET latin1 COLLATE latin1_swedish_ci NOT NULL,
  KEY CTLG_FK1 (CTLG_NAME),
  PRIMARY KEY (DB_ID),
  UNIQUE KEY UNIQUE_DATABASE (NAME,CTLG_NAME)
) ENGINE=InnoDB ROW_FORMAT=Dynamic COLLATE=latin1_swedish_ci;
INSERT INTO DBS (DB_ID,NAME,CTLG_NAME,TYPE) VALUES
(1,'default','hive','NATIVE'),
(11,'dc','hive','NATIVE'),
(12,'dc_loc','hive','NATIVE'),
(13,'dc_upper','hive','NATIVE'),
(14,'dc_ods','hive','NATIVE'),
(15,'dc_empty','hive','NATIVE'),
(16,'default','cat2','NATIVE'),
(17,'dc','cat2','NATIVE');
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
(1,11,1,'plain','EXTERNAL_TABLE'),
(2,11,2,'plain_empty','EXTERNAL_TABLE'),
(3,11,3,'ext','EXTERNAL_TABLE'),
(4,11,4,'ext_nodir','EXTERNAL_TABLE'),
(5,11,5,'mixedcase','EXTERNAL_TABLE'),
(6,12,6,'t_in_located_db','EXTERNAL_TABLE'),
(7,13,7,'tb','EXTERNAL_TABLE'),
(8,14,8,'tb','EXTERNAL_TABLE'),
(9,11,10,'v_view','VIRTUAL_VIEW'),
(10,11,11,'v_part_view','VIRTUAL_VIEW'),
(11,11,12,'mv_plain','MATERIALIZED_VIEW'),
(12,11,13,'ice','EXTERNAL_TABLE'),
(13,11,14,'ice_empty','EXTERNAL_TABLE'),
(14,11,15,'hudi','EXTERNAL_TABLE'),
(15,11,17,'delta','EXTERNAL_TABLE'),
(16,11,18,'p_str','EXTERNAL_TABLE'),
(17,11,40,'p_esc','EXTERNAL_TABLE'),
(18,11,98,'p_uni','EXTERNAL_TABLE'),
(19,11,100,'p_int','EXTERNAL_TABLE'),
(20,11,105,'p_date','EXTERNAL_TABLE'),
(21,11,108,'p_ts','EXTERNAL_TABLE'),
(22,11,112,'p_dec','EXTERNAL_TABLE'),
(23,11,115,'p_two','EXTERNAL_TABLE'),
(24,11,156,'p_three','EXTERNAL_TABLE'),
(25,11,159,'p_upkey','EXTERNAL_TABLE'),
(26,11,161,'p_none','EXTERNAL_TABLE'),
(27,11,162,'p_order','EXTERNAL_TABLE'),
(28,11,171,'acid_io','MANAGED_TABLE'),
(29,17,175,'p_str','MANAGED_TABLE');
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
(29,'ds','string',0);
CREATE TABLE PARTITIONS (
  PART_ID bigint(20) NOT NULL,
  PART_NAME varchar(767) CHARACTER SET latin1 COLLATE latin1_bin,
  SD_ID bigint(20),
  TBL_ID bigint(20),
  KEY PARTITIONS_N50 (SD_ID),
  PRIMARY KEY (PART_ID),
  UNIQUE KEY UNIQUEPARTITION (TBL_ID,PART_NAME)
) ENGINE=InnoDB ROW_FORMAT=Dynamic COLLATE=latin1_swedish_ci;
CREATE TABLE PARTITION_PARAMS (
  PART_ID bigint(20) NOT NULL,
  PARAM_KEY varchar(256) CHARACTER SET latin1 COLLATE latin1_bin NOT NULL,
  PARAM_VALUE mediumtext CHARACTER SET latin1 COLLATE latin1_bin,
  KEY PARTITION_PARAMS_N49 (PART_ID),
  PRIMARY KEY (PART_ID,PARAM_KEY)
) ENGINE=InnoDB ROW_FORMAT=Dynamic COLLATE=latin1_swedish_ci;
CREATE TABLE TABLE_PARAMS (
  TBL_ID bigint(20) NOT NULL,
  PARAM_KEY varchar(256) CHARACTER SET latin1 COLLATE latin1_bin NOT NULL,
  PARAM_VALUE mediumtext CHARACTER SET latin1 COLLATE latin1_bin,
  PRIMARY KEY (TBL_ID,PARAM_KEY),
  KEY TABLE_PARAMS_N49 (TBL_ID)
) ENGINE=InnoDB ROW_FORMAT=Dynamic COLLATE=latin1_swedish_ci;
INSERT INTO TABLE_PARAMS (TBL_ID,PARAM_KEY,PARAM_VALUE) VALUES
(1,'TRANSLATED_TO_EXTERNAL','TRUE'),
(1,'external.table.purge','TRUE'),
(2,'TRANSLATED_TO_EXTERNAL','TRUE'),
(2,'external.table.purge','TRUE'),
(5,'TRANSLATED_TO_EXTERNAL','TRUE'),
(5,'external.table.purge','TRUE'),
(6,'TRANSLATED_TO_EXTERNAL','TRUE'),
(6,'external.table.purge','TRUE'),
(7,'TRANSLATED_TO_EXTERNAL','TRUE'),
(7,'external.table.purge','TRUE'),
(8,'TRANSLATED_TO_EXTERNAL','TRUE'),
(8,'external.table.purge','TRUE'),
(12,'current-snapshot-id','4411'),
(12,'current-snapshot-summary','{"added-records":"7","total-records":"7","total-data-files":"1"}'),
(12,'current-snapshot-timestamp-ms','1709200000000'),
(12,'table_type','ICEBERG'),
(13,'current-snapshot-id','-1'),
(13,'table_type','iceberg'),
(14,'last_commit_time_sync','20240229103000123'),
(14,'spark.sql.sources.provider','hudi'),
(15,'spark.sql.sources.provider','delta'),
(16,'TRANSLATED_TO_EXTERNAL','TRUE'),
(16,'external.table.purge','TRUE'),
(17,'TRANSLATED_TO_EXTERNAL','TRUE'),
(17,'external.table.purge','TRUE'),
(18,'TRANSLATED_TO_EXTERNAL','TRUE'),
(18,'external.table.purge','TRUE'),
(19,'TRANSLATED_TO_EXTERNAL','TRUE'),
(19,'external.table.purge','TRUE'),
(20,'TRANSLATED_TO_EXTERNAL','TRUE'),
(20,'external.table.purge','TRUE'),
(21,'TRANSLATED_TO_EXTERNAL','TRUE'),
(21,'external.table.purge','TRUE'),
(22,'TRANSLATED_TO_EXTERNAL','TRUE'),
(22,'external.table.purge','TRUE'),
(23,'TRANSLATED_TO_EXTERNAL','TRUE'),
(23,'external.table.purge','TRUE'),
(24,'TRANSLATED_TO_EXTERNAL','TRUE'),
(24,'external.table.purge','TRUE'),
(25,'TRANSLATED_TO_EXTERNAL','TRUE'),
(25,'external.table.purge','TRUE'),
(26,'TRANSLATED_TO_EXTERNAL','TRUE'),
(26,'external.table.purge','TRUE'),
(27,'TRANSLATED_TO_EXTERNAL','TRUE'),
(27,'external.table.purge','TRUE'),
(28,'transactional','true'),
(28,'transactional_properties','insert_only');
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
INSERT INTO TXNS (TXN_ID,TXN_STATE) VALUES
(0,'c'),
(1,'c'),
(2,'o'),
(3,'a');
CREATE TABLE TXN_COMPONENTS (
  TC_TXNID bigint(20) NOT NULL,
  TC_DATABASE varchar(128) CHARACTER SET latin1 COLLATE latin1_swedish_ci NOT NULL,
  TC_TABLE varchar(256) CHARACTER SET latin1 COLLATE latin1_swedish_ci,
  TC_PARTITION varchar(767) CHARACTER SET latin1 COLLATE latin1_swedish_ci,
  KEY TC_TXNID_INDEX (TC_TXNID)
) ENGINE=InnoDB ROW_FORMAT=Dynamic COLLATE=latin1_swedish_ci;
INSERT INTO TXN_COMPONENTS (TC_TXNID,TC_DATABASE,TC_TABLE,TC_PARTITION) VALUES
(2,'dc','acid_io','ds=20240102'),
(2,'dc','acid_io','ds=20240102'),
(3,'dc','acid_io','ds=20240103'),
(3,'dc','acid_io','ds=20240103');
CREATE TABLE COMPLETED_TXN_COMPONENTS (
  CTC_TXNID bigint(20) NOT NULL,
  CTC_DATABASE varchar(128) CHARACTER SET latin1 COLLATE latin1_swedish_ci NOT NULL,
  CTC_TABLE varchar(256) CHARACTER SET latin1 COLLATE latin1_swedish_ci,
  CTC_PARTITION varchar(767) CHARACTER SET latin1 COLLATE latin1_swedish_ci,
  CTC_WRITEID bigint(20),
  KEY COMPLETED_TXN_COMPONENTS_IDX (CTC_DATABASE,CTC_TABLE,CTC_PARTITION)
) ENGINE=InnoDB ROW_FORMAT=Dynamic COLLATE=latin1_swedish_ci;
INSERT INTO COMPLETED_TXN_COMPONENTS (CTC_TXNID,CTC_DATABASE,CTC_TABLE,CTC_PARTITION,CTC_WRITEID) VALUES
(1,'dc','acid_io','ds=20240101',1),
(1,'dc','acid_io','ds=20240101',1);
