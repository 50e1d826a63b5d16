CREATE TABLE `monitor` (`id` text PRIMARY KEY);
