"""What people feel, do or suffer, behind circuits or receptors, each by rival links that say what they stand on."""
