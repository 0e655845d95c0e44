-- The ledger. Rows are only ever added: a settlement's sum to zero, and the key is the last line of defence against a second settlement.
create table if not exists ledger_entry (
  settlement text    not null,
  number     integer not null,
  account    text    not null,
  amount     integer not null,
  currency   text    not null,
  at         integer not null,
  primary key (settlement, number)
) without rowid;
create index if not exists ledger_entry_account on ledger_entry (account);
create view if not exists ledger_balance as
  select account, currency, sum(amount) as balance, count(*) as entries from ledger_entry group by account, currency;
