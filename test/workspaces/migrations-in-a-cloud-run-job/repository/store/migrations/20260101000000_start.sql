-- +goose Up
CREATE TABLE cases (id uuid PRIMARY KEY);

-- +goose Down
DROP TABLE cases;
