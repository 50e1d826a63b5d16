plugins {
    id("org.flywaydb.flyway") version "11.14.0"
    application
}
