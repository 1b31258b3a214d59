"""The forms that a report comes in: for a person, for a pull request, for the services that CI hands it to."""
