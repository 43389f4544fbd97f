-- What happened, kept for good. `hash` covers `number`, `before` and `body`; `before` is the hash of the entry before.
CREATE TABLE entry (
    number  BIGINT NOT NULL PRIMARY KEY,
    at      BIGINT NOT NULL, -- milliseconds since 1970
    kind    TEXT   NOT NULL,
    subject TEXT   NOT NULL,
    event   BIGINT NOT NULL, -- the number of the alarm's or clock's event, 0 for none
    body    TEXT   NOT NULL,
    before  TEXT   NOT NULL,
    hash    TEXT   NOT NULL
);
CREATE INDEX entry_subject ON entry (kind, subject, number);
CREATE INDEX entry_at ON entry (at);
CREATE INDEX entry_event ON entry (event);

-- Whose readings.
CREATE TABLE series (
    id        BIGINT NOT NULL PRIMARY KEY,
    indicator TEXT   NOT NULL,
    feed      TEXT   NOT NULL,
    UNIQUE (indicator, feed)
);

-- Readings that changed.
CREATE TABLE reading (
    series      BIGINT NOT NULL REFERENCES series (id),
    as_of       BIGINT NOT NULL, -- milliseconds since 1970
    value       DOUBLE PRECISION,
    last_year   DOUBLE PRECISION,
    corrections DOUBLE PRECISION NOT NULL,
    sample      BIGINT,
    peer        DOUBLE PRECISION,
    ranked      BIGINT,
    territories TEXT,
    PRIMARY KEY (series, as_of)
);
CREATE INDEX reading_as_of ON reading (as_of);

-- What is needed to go on and is no history: the phases of rules.
CREATE TABLE delay (
    indicator TEXT NOT NULL PRIMARY KEY,
    phases    TEXT NOT NULL
);

-- What is owed to receivers of alarms, until it is delivered.
CREATE TABLE owed (
    name TEXT NOT NULL PRIMARY KEY,
    body TEXT NOT NULL
);

-- When a seat was last known to run.
CREATE TABLE seat (
    name  TEXT   NOT NULL PRIMARY KEY,
    alive BIGINT NOT NULL -- milliseconds since 1970
);
