-- Readings of a series in buckets, so that years of them are drawn at once. It follows from `reading` and is kept in the same commit;
-- where readings came before it, `unfilled` says up to when. A bucket that is partly older than what is kept of readings still says what
-- was forgotten of it.
CREATE TABLE rollup (
    series            BIGINT  NOT NULL REFERENCES series (id),
    step              BIGINT  NOT NULL, -- milliseconds
    start             BIGINT  NOT NULL, -- milliseconds since 1970, a multiple of `step`
    first_at          BIGINT  NOT NULL, -- when the first reading was true
    last_at           BIGINT  NOT NULL,
    opened            DOUBLE PRECISION, -- the first value, none where it was not known
    closed            DOUBLE PRECISION, -- the last
    low               DOUBLE PRECISION, -- the lowest that was known
    high              DOUBLE PRECISION,
    last_year         DOUBLE PRECISION, -- of the last reading
    first_corrections DOUBLE PRECISION, -- of the first reading whose value was known
    last_corrections  DOUBLE PRECISION, -- of the last
    corrected         BIGINT  NOT NULL, -- 1 where corrections changed from one of them to the next
    has_gap           BIGINT  NOT NULL, -- 1 where a value was not known
    PRIMARY KEY (series, step, start)
) WITHOUT ROWID;

-- Series whose readings came before their buckets: those before `until` are in none yet, those from then on are. It goes down part by
-- part while nothing else is to be done, and the row goes with the last part.
CREATE TABLE unfilled (
    series BIGINT NOT NULL PRIMARY KEY REFERENCES series (id),
    until  BIGINT NOT NULL -- milliseconds since 1970, a multiple of every step
);
-- Up to the end of the longest bucket, of four hours, that the newest reading is in.
INSERT INTO unfilled (series, until)
SELECT id, (newest / 14400000 + 1) * 14400000
FROM (SELECT id, (SELECT MAX(as_of) FROM reading WHERE series = series.id) AS newest FROM series) AS known
WHERE newest IS NOT NULL;
