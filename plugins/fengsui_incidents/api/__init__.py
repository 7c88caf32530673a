"""What other plugins, the console and the teams' client may use of the incidents."""
