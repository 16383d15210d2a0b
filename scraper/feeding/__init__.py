"""Handing a run's records to other programs while it is crawled: to a pipe, a web service, Kafka, PostgreSQL."""
