-- The asset inventory and the service catalogue that enrichment asks. The columns are those of the rows in control.reference.
create table if not exists asset (
  name        text primary key,
  address     cidr,
  host        text,
  owner       text,
  role        text,
  criticality text not null default 'medium' check (criticality in ('low', 'medium', 'high', 'critical')),
  check (address is not null or host is not null)
);
create unique index if not exists asset_host on asset (lower(host));
create index if not exists asset_address on asset using gist (address inet_ops);
create table if not exists service (
  service     text primary key,
  owner       text,
  tier        text,
  environment text,
  version     text,
  runbook     text
);
