"""Questions with their answers, and articles, out of tables, JSON and the exports of help desks."""
