/* SPDX-License-Identifier: MIT
 *
 * Code that runs in a second AppDomain: domains.sh. */
using System;

static class Domains {
	static void Main ()
	{
		AppDomain domain = AppDomain.CreateDomain ("another");
		domain.DoCallBack (Callback);
		AppDomain.Unload (domain);
	}

	static void Callback ()
	{
		Console.WriteLine (AppDomain.CurrentDomain.FriendlyName + ": " + string.Join (", ", new [] { 1, 2, 3 }));
	}
}
