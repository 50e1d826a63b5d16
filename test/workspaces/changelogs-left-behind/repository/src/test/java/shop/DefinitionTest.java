package shop;

class DefinitionTest {}
