-- database: live, history
-- The ledger in PostgreSQL, which the payment job books into. In a streaming join it is looked up: FOR SYSTEM_TIME AS OF.

CREATE TABLE ledger_entry (
  settlement STRING COMMENT 'id of the settlement; its entries sum to zero',
  account STRING COMMENT 'user:NUMBER, payee:NAME, platform:fees, outside:top-ups',
  amount BIGINT COMMENT 'minor units, negative where money leaves the account',
  currency STRING,
  `at` BIGINT COMMENT 'when the payment was asked for, nanoseconds since the epoch'
) COMMENT 'Entries of the ledger: table ledger_entry in PostgreSQL'
WITH (
  'connector' = 'jdbc',
  'driver' = 'org.postgresql.Driver',
  'url' = '${postgresql}',
  'table-name' = 'ledger_entry',
  'lookup.cache' = 'NONE'
);
