// SPDX-License-Identifier: MIT
//
// What a function of the embedding interface can make run. There is a copy for each function, in a namespace of its
// name, so that all of it is new when the function is called. Little of the class library is used: where the runtime
// runs managed code on a GC-safe thread, stock mono dies of the first static constructor.
using System;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.Remoting;
using System.Runtime.Remoting.Messaging;
using System.Runtime.Remoting.Proxies;

namespace NAME {

public delegate int Handler (int x);

public class Item {
	public int Number = Start (3);
	[MethodImpl (MethodImplOptions.NoInlining)]
	static int Start (int n) { return n * 2; }
	public override string ToString () { return Start (Number) == 6 ? "six" : "other"; }
	public static int Add (int a, int b) { return Start (a) + b; }
	public static Handler Make () { return x => Start (x) + 1; }
	public int Value { get { return Start (Number); } set { Number = Start (value); } }
}

public struct Box {
	public int Number;
	public override string ToString () { return Number == 0 ? "empty" : "full"; }
}

public class Static {
	static int Sum (int n) { int sum = 0; for (int i = 1; i <= n; ++i) sum += i; return sum; }
	public static int Number = Sum (4);
}

public class Failure : Exception {
	public override string ToString () { return Same ("failure"); }
	static string Same (string text) { return text; }
	public static Exception Make () { return new Failure (); }
}

[AttributeUsage (AttributeTargets.All)]
public class MarkAttribute : Attribute {
	public int First, Second;
	public MarkAttribute (int first) { First = first + 1; }
	public int Named { get { return Second; } set { Second = value * 2; } }
}

[Mark (1, Named = 2)]
public class Marked {
	[Mark (3, Named = 4)] public int Field = 0;
	[Mark (5, Named = 6)] public void Method ([Mark (7, Named = 8)] int parameter) {}
	[Mark (9, Named = 10)] public int Property { get { return 0; } }
	[Mark (11, Named = 12)] public event Handler Event { add {} remove {} }
}

public class Program {
	static int Sum (string [] arguments)
	{
		int sum = 40;
		foreach (string argument in arguments)
			sum += argument.Length;
		return sum;
	}
	public static int Main (string [] arguments) { return Sum (arguments); }
}

public class Catcher {
	[MethodImpl (MethodImplOptions.InternalCall)]
	static extern void Raise ();
	[MethodImpl (MethodImplOptions.NoInlining)]
	static int Caught (Exception exception) { return exception is Failure ? 1 : 2; }
	public static int Catch ()
	{
		try {
			Raise ();
		} catch (Exception exception) {
			return Caught (exception);
		}
		return 0;
	}
}

// An internal call that may run the handler once more
public class Stopping {
	static int count;
	[MethodImpl (MethodImplOptions.InternalCall)]
	static extern void Stop ();
	[MethodImpl (MethodImplOptions.NoInlining)]
	static void Count () { ++count; }
	public static int Run ()
	{
		try {
			Stop ();
		} finally {
			Count ();
		}
		return count;
	}
}

// Handlers of events of the domain
public class Events {
	static void OnUnhandled (object sender, UnhandledExceptionEventArgs arguments) { Host.Said = "unhandled"; }
	static void OnExit (object sender, EventArgs arguments) { Host.Say ("exit"); }
	static void OnUnload (object sender, EventArgs arguments) { Host.Say ("unload"); }
	static void OnLoad (object sender, AssemblyLoadEventArgs arguments) { Host.Said = "load"; }
	static Assembly OnResolve (object sender, ResolveEventArgs arguments) { Host.Said = "resolve"; return Host.Late; }
	static Assembly OnType (object sender, ResolveEventArgs arguments) { Host.Said = "type"; return Host.Late; }
	public static void Unhandled () { AppDomain.CurrentDomain.UnhandledException += OnUnhandled; }
	public static void Exit () { AppDomain.CurrentDomain.ProcessExit += OnExit; }
	public static void Unload () { AppDomain.CurrentDomain.DomainUnload += OnUnload; }
	public static void Load () { AppDomain.CurrentDomain.AssemblyLoad += OnLoad; }
	public static void NoLoad () { AppDomain.CurrentDomain.AssemblyLoad -= OnLoad; }
	public static void Resolve () { AppDomain.CurrentDomain.AssemblyResolve += OnResolve; }
	public static void NoResolve () { AppDomain.CurrentDomain.AssemblyResolve -= OnResolve; }
	public static void Type () { AppDomain.CurrentDomain.TypeResolve += OnType; }
	public static void NoType () { AppDomain.CurrentDomain.TypeResolve -= OnType; }
}

// A proxy that answers for an object which is nowhere
public class Remote : MarshalByRefObject {
	public int Number = 0;
	public object Thing = null;
}

public class Other : MarshalByRefObject {}

public class Proxy : RealProxy, IRemotingTypeInfo {
	Proxy () : base (typeof (Remote)) {}
	public override IMessage Invoke (IMessage message)
	{
		var call = (IMethodCallMessage) message;
		object [] arguments = call.Args;
		if (call.MethodName == "FieldGetter")
			return new ReturnMessage (typeof (void), new object [] { 42 }, 1, null, call);
		Host.Said = call.MethodName;
		return new ReturnMessage (null, arguments, arguments.Length, null, call);
	}
	public bool CanCastTo (Type type, object proxy) { return Answer (type); }
	static bool Answer (Type type) { return type == typeof (Handler) || type == typeof (Other); }
	public string TypeName { get { return "Remote"; } set {} }
	public static object Make () { return new Proxy ().GetTransparentProxy (); }
}

// An internal call on a thread that is being aborted
public class Aborted {
	[MethodImpl (MethodImplOptions.InternalCall)]
	static extern void Switch ();
	[MethodImpl (MethodImplOptions.NoInlining)]
	static int Over () { System.Threading.Thread.ResetAbort (); return 1; }
	public static int Catch ()
	{
		try {
			System.Threading.Thread.CurrentThread.Abort ();
		} catch (System.Threading.ThreadAbortException) {
			Switch ();
			return Over ();
		}
		return 0;
	}
}

// An internal call that begins an abort
public class Stopped {
	[MethodImpl (MethodImplOptions.InternalCall)]
	static extern void Stop ();
	public static int Catch ()
	{
		try {
			Stop ();
		} catch (System.Threading.ThreadAbortException) {
			System.Threading.Thread.ResetAbort ();
			return 1;
		}
		return 0;
	}
}

public class Finalized {
	~Finalized () { Host.Say ("finalized"); }
	static Finalized kept;
	public static void Make () { kept = new Finalized (); }
}

// Of which remoting makes proxies instead of objects
public class Activated : MarshalByRefObject {
	public static void Register ()
	{
		RemotingConfiguration.RegisterActivatedClientType (typeof (Activated), "tcp://nowhere");
	}
}

// A type that is not the runtime's
public class Delegating : TypeDelegator {
	Delegating () : base (typeof (Item)) {}
	public override Type UnderlyingSystemType { get { return typeof (Item); } }
	public static object Make () { return new Delegating (); }
}

public class DelegatingNumber : TypeDelegator {
	public DelegatingNumber () : base (typeof (int)) {}
	public override Type UnderlyingSystemType { get { return typeof (int); } }
}

// What Reflection.Emit has begun
public class Emitted {
	public static object Field ()
	{
		AssemblyBuilder assembly = AppDomain.CurrentDomain.DefineDynamicAssembly (new AssemblyName ("NAME"),
			AssemblyBuilderAccess.Run);
		TypeBuilder type = assembly.DefineDynamicModule ("NAME").DefineType ("Type");
		return type.DefineField ("Field", new DelegatingNumber (), FieldAttributes.Public);
	}
	// Its handle: a method with the flag that says that security is declared
	public static IntPtr Method (Type owner)
	{
		var method = new DynamicMethod ("Method", MethodAttributes.Public | MethodAttributes.Static |
			MethodAttributes.HasSecurity, CallingConventions.Standard, typeof (void), Type.EmptyTypes, owner, true);
		method.GetILGenerator ().Emit (OpCodes.Ret);
		Kept = method;
		typeof (DynamicMethod).GetMethod ("CreateDynMethod", BindingFlags.NonPublic | BindingFlags.Instance)
			.Invoke (method, null);
		return method.MethodHandle.Value;
	}
	static DynamicMethod Kept;
}

public class Logged {
	public static int Note () { int sum = 0; for (int i = 0; i < 5; ++i) sum += i; return sum; }
}

}
