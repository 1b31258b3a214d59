"""The jobs as tools for agents (Model Context Protocol): all that looks and rehearses, nothing that changes Google."""
