-- The ledger. Rows are only ever added: a settlement's sum to zero, and the key is the last line of defence against a second settlement.
create table if not exists ledger_entry (
  settlement text     not null,
  number     smallint not null,
  account    text     not null,
  amount     bigint   not null,
  currency   char(3)  not null,
  at         bigint   not null,
  primary key (settlement, number)
);
comment on column ledger_entry.account is 'user:NUMBER, payee:NAME, platform:fees, outside:top-ups; who has a number only topic user-state tells';
comment on column ledger_entry.amount is 'minor units, negative where money leaves the account';
comment on column ledger_entry.at is 'when the payment was asked for, nanoseconds since the epoch';
create index if not exists ledger_entry_account on ledger_entry (account);
create or replace view ledger_balance as
  select account, currency, sum(amount) as balance, count(*) as entries from ledger_entry group by account, currency;
