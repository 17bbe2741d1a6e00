// What C# sees of objects that are no exceptions: a RuntimeWrappedException, the same one in filters and handlers behind
// finally blocks, with its stack trace (RuntimeCompatibilityAttribute; ECMA-335 II.10.5).
using System;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

static class CalleesWrapped {
	public static readonly Action<object> Throw = MakeThrow ();

	static Action<object> MakeThrow ()
	{
		var method = new DynamicMethod ("throw", typeof (void), new [] { typeof (object) }, typeof (CalleesWrapped).Module);
		var il = method.GetILGenerator ();
		il.Emit (OpCodes.Ldarg_0);
		il.Emit (OpCodes.Throw);
		return (Action<object>) method.CreateDelegate (typeof (Action<object>));
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void ThroughFinally (object o)
	{
		try {
			Throw (o);
		} finally {
			Console.WriteLine ("finally");
		}
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void ThroughTwo (object o)
	{
		try {
			ThroughFinally (o);
		} finally {
			try {
				ThroughFinally ("another");
			} catch (RuntimeWrappedException e) {
				Console.WriteLine ("in finally: {0}", e.WrappedException);
			}
		}
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Rethrown (object o)
	{
		try {
			try {
				ThroughFinally (o);
			} catch (RuntimeWrappedException) {
				Console.WriteLine ("rethrow");
				throw;
			}
		} finally {
			Console.WriteLine ("finally behind rethrow");
		}
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void ThrownAnew (object o)
	{
		RuntimeWrappedException caught = null;
		try {
			ThroughFinally (o);
		} catch (RuntimeWrappedException e) {
			caught = e;
		}
		try {
			throw caught;
		} finally {
			Console.WriteLine ("finally behind throw");
		}
	}
}

static class CallersOfWrapped {
	static object seen;

	static bool See (object e)
	{
		seen = e;
		return true;
	}

	static void Try (string what, Action<object> action, object o)
	{
		Console.WriteLine ("-- {0}", what);
		try {
			try {
				action (o);
			} finally {
				Console.WriteLine ("own finally");
			}
		} catch (RuntimeWrappedException e) when (See (e)) {
			Console.WriteLine ("{0} {1}", e.WrappedException == o, seen == (object) e);
			foreach (string line in (e.StackTrace ?? "none").Split ('\n'))
				Console.WriteLine (line.Split ('[') [0].Trim ());
		}
	}

	static void Main ()
	{
		foreach (object o in new object [] { "text", 1.5, new object () }) {
			Try ("throw", CalleesWrapped.Throw, o);
			Try ("through finally", CalleesWrapped.ThroughFinally, o);
			Try ("through two", CalleesWrapped.ThroughTwo, o);
			Try ("rethrown", CalleesWrapped.Rethrown, o);
			Try ("thrown anew", CalleesWrapped.ThrownAnew, o);
		}
		for (int i = 0; i < 1000; i++)
			try {
				CalleesWrapped.Throw (i);
			} catch (RuntimeWrappedException) {
			}
		GC.Collect ();
		Try ("after collection", CalleesWrapped.ThroughTwo, "text");
	}
}
